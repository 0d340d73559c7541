// The rules of a running server: a file that breaks changes nothing, and is an alert.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { alertRules } from "@/lib/monitoring/rules/load";
import * as monitoring from "@/lib/monitoring/service";
import { evaluateNow } from "@/lib/monitoring/service";
import { env } from "@/lib/platform/env";
import "../support/embedded";
import { ADMIN } from "../support/makers";
import { alertsOf } from "./support/alerts";
import { allQuiet, wait } from "./support/queue";

beforeEach(allQuiet);

describe("the rules of a running server", () => {
  const folder = join(env().dataDir, "..", "alert-rules-of-a-test");
  const file = join(folder, "alert_rules.yaml");
  let clock = Date.now();
  const later = async <T>(work: () => Promise<T>): Promise<T> => {
    clock += 10_000;
    const now = vi.spyOn(Date, "now").mockReturnValue(clock);
    return work().finally(() => now.mockRestore());
  };

  it("are those before while the file is broken, which is an alert of its own until it is in order", async () => {
    mkdirSync(folder, { recursive: true });
    const was = env().configDir;
    env().configDir = folder;
    try {
      writeFileSync(
        file,
        "rules:\n  - { name: a, title: t, when: { metric: queue.pending, above: 1 }, severity: info }\n",
      );
      await later(async () => expect(alertRules().rules.map(({ name }) => name)).toEqual(["a"]));
      writeFileSync(file, "rules:\n  - { name: a, severity: odd }\n");
      await later(async () => {
        expect(alertRules().rules.map(({ name }) => name)).toEqual(["a"]);
        await evaluateNow();
        const [alert] = await alertsOf({ rule: "alert_rules_broken", state: "live" });
        expect(alert?.facts.problem).toMatch(/alert_rules\.yaml, line 2: rules\.0\./);
        expect((await monitoring.listAlertRules(ADMIN)).problem).toContain("line 2");
      });
      writeFileSync(file, "rules: []\n");
      await later(async () => {
        await evaluateNow();
        expect(await alertsOf({ rule: "alert_rules_broken", state: "live" })).toEqual([]);
      });
    } finally {
      env().configDir = was;
      rmSync(folder, { recursive: true });
    }
  });

  it("say for each how many alerts live and what it means", async () => {
    await wait(3);
    const { items, file: name } = await monitoring.listAlertRules(ADMIN);
    expect(name).toBe("alert_rules.yaml");
    expect(items.find((rule) => rule.name === "queue_overflow")).toMatchObject({
      condition: "queue.pending > 500; over at queue.pending < 400",
      live: 0,
      forSeconds: 120,
      line: expect.any(Number),
    });
  });
});
