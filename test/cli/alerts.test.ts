// Alerts from a terminal, from raised to resolved.
import { beforeAll, expect, test } from "vitest";
import { raiseAlert } from "@/lib/monitoring/service";
import { transact } from "@/lib/platform/db/transact";
import "../support/embedded";
import { aKey, aProject, type TestKey, unique } from "../support/makers";
import { aRealRoom } from "./support/real-room";
import { cli } from "./support/run-cli";

const room = aRealRoom();
let project: { id: string };
let key: TestKey;
beforeAll(async () => {
  project = await aProject();
  key = await aKey({ project, scopes: ["work:read", "alerts:act"], level: "GUARDIAN" });
});
const run = (words: string[], by = key) => cli(["alerts", ...words], { url: room.url, key: by.secret });
const json = async (words: string[]) => JSON.parse((await run([...words, "--json"])).stdout);

async function anAlert(): Promise<string> {
  const alert = {
    ...{ rule: "task_stuck", severity: "critical" as const, title: "A task is stuck" },
    ...{ entity: unique("task"), projectId: project.id, facts: { running_s: 700 } },
  };
  return (await transact("test", (tx) => raiseAlert(tx, alert))).id;
}

test("are listed and shown with the facts that they were raised with", async () => {
  const id = await anAlert();
  const list = await run(["list", "--severity", "critical"]);
  expect(list.stdout).toMatch(/^ID +STATE +SEVERITY +RULE +SINCE +TITLE\n/);
  expect(list.stdout).toMatch(
    new RegExp(`${id} +raised +critical +task_stuck +[-\\d]+ [:\\d]+ +A task is stuck`),
  );
  expect((await json(["list"])).items.map((alert: { id: string }) => alert.id)).toContain(id);
  expect((await run(["list", "--rule", "another"])).stderr).toBe("There are none.\n");
  const shown = await run(["show", id]);
  expect(shown.stdout).toMatch(/state +raised\n/);
  expect(shown.stdout).toMatch(/last found +[-\d]+ [:\d]+\n/);
  expect(list.stdout + shown.stdout).not.toMatch(/\d×/);
  expect(shown.stdout).toContain('{"running_s":700}');
});

test("are acknowledged, silenced, escalated and resolved, and then are in the list of what is over", async () => {
  const id = await anAlert();
  const name = key.actor.name;
  expect((await run(["acknowledge", id, "--note", "On it"])).stdout).toMatch(
    new RegExp(`state +acknowledged\n(.*\n)*acknowledged +${name}`),
  );
  const silenced = await json(["silence", id, "--for", "2h"]);
  expect(silenced.state).toBe("silenced");
  const hours = (Date.parse(silenced.silenced.until) - Date.now()) / 3_600_000;
  expect(hours).toBeGreaterThan(1.9);
  expect(hours).toBeLessThanOrEqual(2);
  expect((await run(["escalate", id, "--reason", "Nobody is here"])).stdout).toContain("Nobody is here");
  expect((await json(["resolve", id, "--note", "Restarted"])).resolved).toMatchObject({
    name,
    note: "Restarted",
  });
  expect((await run(["list"])).stdout).not.toContain(id);
  for (const state of ["resolved", "all"])
    expect((await run(["list", "--state", state])).stdout).toContain(id);
  expect((await run(["resolve", id, "--note", "Again"])).code).toBe(6);
});

test.each([
  [["resolve", "alrt_01h455vb4pex5vsknk084sn02q"], 2, "--note: Is required."],
  [["silence", "alrt_01h455vb4pex5vsknk084sn02q"], 2, "--for: Is required."],
  [["silence", "alrt_01h455vb4pex5vsknk084sn02q", "--for", "31d"], 2, "--for: Must be between"],
  [["escalate", "alrt_01h455vb4pex5vsknk084sn02q"], 2, "--reason: Is required."],
  [["list", "--state", "open"], 2, "--state"],
  [["show", "alrt_01h455vb4pex5vsknk084sn02q"], 5, ""],
] as const)("%j ends with %d", async (words, code, why) => {
  expect(await run([...words])).toMatchObject({ code, stdout: "", stderr: expect.stringContaining(why) });
});

test("a key that may only read is denied", async () => {
  const reader = await aKey({ project, scopes: ["work:read"] });
  expect((await run(["acknowledge", await anAlert()], reader)).code).toBe(4);
});
