// What an alert's page says and offers, and one act on several alerts.
import { describe, expect, it } from "vitest";
import { interveneOn, lookedAfterWords, toFactRows, toPlaces } from "@/components/monitoring/prepare-alert";
import { countedAlerts, forEach, titleOf } from "@/components/monitoring/several";
import type { Alert } from "@/lib/monitoring/schema";

const TASK = { id: "task_1", name: "Mop up" };
const TICKET = { id: "tkt_1", name: "Leak" };
const about = (entity: string | null, places: { id: string; name: string }[] = [], facts = {}) => ({
  entity,
  about: places,
  facts,
});

describe("what an alert is about", () => {
  it("comes by its name, then where it belongs", () => {
    expect(toPlaces(about("task_1", [TASK, TICKET, { id: "prj_1", name: "House" }]))).toEqual([
      { term: "Concerns", id: "task_1", name: "Task “Mop up”" },
      { term: "Ticket", id: "tkt_1", name: "Leak" },
      { term: "Project", id: "prj_1", name: "House" },
    ]);
  });

  it("is called as it was when it was seen, where it is called nowhere else, and by its id at last", () => {
    const words = (facts: object) => toPlaces(about("host_abcdef1", [], facts)).map(({ name }) => name);
    expect(words({ "host.name": "mac-1" })).toEqual(["Host mac-1"]);
    expect(words({})).toEqual(["Host …bcdef1"]);
    expect(toPlaces(about(null))).toEqual([]);
  });

  it("is what one steps in on; on what has ended or is no part of the queue nobody can", () => {
    expect(interveneOn(about("task_1", [TASK]))).toEqual({ kind: "task", id: "task_1", title: "Mop up" });
    expect(interveneOn(about("tkt_1", [TICKET]))).toEqual({ kind: "ticket", id: "tkt_1", title: "Leak" });
    expect(interveneOn(about("task_1", [TASK], { "failed_task.id": "task_1" }))).toBe("nothing");
    expect(interveneOn(about("host_1", [], { "host.name": "mac-1" }))).toBe("nothing");
    expect(interveneOn(about(null))).toBeUndefined();
  });
});

describe("an alert in words", () => {
  it("says of a failure what the error says, and its kind where that is all there is", () => {
    const failed = {
      "failed_task.error": "exit",
      "failed_task.message": "The command ended with exit code 3.",
    };
    expect(toFactRows(failed)).toEqual([{ name: "Error", value: "The command ended with exit code 3." }]);
    expect(toFactRows({ "failed_task.error": "exit" })).toEqual([{ name: "Error", value: "exit" }]);
  });

  it("says who looks after it", () => {
    const acknowledged = { at: "2026-01-01T00:00:00Z", name: "Ada" };
    const silenced = { until: "2026-01-01T00:00:00Z", name: "Bob" };
    expect(lookedAfterWords({ state: "acknowledged", acknowledged, silenced: null })).toBe(
      "acknowledged by Ada",
    );
    expect(lookedAfterWords({ state: "silenced", acknowledged, silenced })).toBe("silenced by Bob");
    expect(lookedAfterWords({ state: "raised", acknowledged: null, silenced: null })).toBe("");
  });
});

describe("one act on several", () => {
  const alerts = ["a", "b", "c", "d"].map((id) => ({ id, title: `Alert ${id}` }));

  it("is done to each though one refuses, says so, and is sent again under the same keys", async () => {
    const sent: string[] = [];
    const act = async (id: string, key: string) => {
      sent.push(key);
      if (id === "b") throw new Error("resolved already");
      return {} as Alert;
    };
    await expect(forEach(alerts, "k", act)).rejects.toThrow("resolved already");
    expect(sent).toEqual(["k-a", "k-b", "k-c", "k-d"]);
  });

  it("names the first few", () => {
    expect(titleOf(alerts)).toBe("Alert a; Alert b; Alert c; and 1 more");
    expect(countedAlerts(1, "silenced")).toBe("Alert silenced");
    expect(countedAlerts(4, "silenced")).toBe("4 alerts silenced");
  });
});
