// Engines of several replicas against each other, and against people, on a real PostgreSQL.
import { setTimeout as delay } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { putPolicy } from "@/lib/guardian/service";
import {
  actionsOf,
  again,
  aPolicy,
  firingsOf,
  look,
  policyText,
  switchAllOff,
} from "../guardian/support/policies";
import { ADMIN, aProject, aTask } from "../support/makers";
import { countDeadlocks, many } from "../support/races";
import { aServerDatabase } from "../support/server";
import { rows } from "../support/sql";

beforeAll(async () => {
  const { drop } = await aServerDatabase(24);
  return drop;
});

const OVERRIDE = "[{ type: override_priority, task: subject, priority: CRITICAL }]";

async function aProjectWith(tasks: number): Promise<{ id: string }> {
  const project = await aProject();
  await many(tasks, () => aTask({ project }));
  return project;
}

describe("eight engines at once", () => {
  it("fire once for each subject, and act once for each firing", async () => {
    const project = await aProjectWith(6);
    const policy = await aPolicy({ when: `task.project == "${project.id}"`, actions: OVERRIDE });
    await many(8, () => look());
    await many(8, () => look());
    const firings = await firingsOf(policy);
    expect(new Set(firings.map(({ subject }) => subject)).size).toBe(6);
    expect(firings.map(({ outcome }) => outcome)).toEqual(Array(6).fill("acted"));
    expect(await actionsOf(policy)).toHaveLength(6);
    expect(await rows`SELECT 1 FROM priority_overrides WHERE project_id = ${project.id}`).toHaveLength(6);
    await switchAllOff();
  });

  it("keep to a limit together", async () => {
    const project = await aProjectWith(10);
    const policy = await aPolicy({
      when: `task.project == "${project.id}"`,
      actions: OVERRIDE,
      limits: "{ per_hour: 4, max_targets: 100 }",
    });
    await many(8, () => look());
    await many(8, () => look());
    expect(await firingsOf(policy)).toHaveLength(4);
    await switchAllOff();
  });

  it("take back once", async () => {
    const project = await aProjectWith(3);
    const policy = await aPolicy({
      when: `task.project == "${project.id}"`,
      actions: "[{ type: override_priority, task: subject, priority: HIGH }]",
      rollback: "{ when: 'task.priority == \"HIGH\"', keep_for: 0s }",
    });
    await look();
    await many(8, () => look());
    expect((await actionsOf(policy)).map(({ status, revertCause }) => [status, revertCause])).toEqual(
      Array(3).fill(["reverted", "rollback"]),
    );
    const acts = await rows<{ n: number }>`
      SELECT count(*)::int AS n FROM audit_entries e JOIN guardian_actions a ON a.id = e.entity
      WHERE a.policy_name = ${policy.name} AND e.act = 'guardian.intervention.reverted'`;
    expect(acts).toEqual([{ n: 3 }]);
    await switchAllOff();
  });

  it("never act by a text that was replaced meanwhile", async () => {
    const project = await aProjectWith(12);
    const policy = await aPolicy({ when: `task.project == "${project.id}"`, actions: OVERRIDE });
    const change = delay(15).then(() =>
      putPolicy(ADMIN, policy.name, {
        text: policyText(policy.name, { when: "task.attempts > 1000", actions: OVERRIDE }),
        expectedHash: policy.hash,
      }),
    );
    await Promise.all([change, ...Array.from({ length: 6 }, () => look())]);
    const { updatedAt } = await again(policy);
    const late =
      await rows`SELECT 1 FROM guardian_firings WHERE policy = ${policy.name} AND policy_hash = ${policy.hash}
      AND fired_at > ${new Date(updatedAt)}`;
    expect(late).toEqual([]);
    await switchAllOff();
  });

  it("met no deadlock", async () => {
    expect(await countDeadlocks()).toBe(0);
  });
});

describe("two people who change a policy at once", () => {
  it("do not overwrite each other: one of them reads it again", async () => {
    const policy = await aPolicy({}, "observe");
    const change = (n: number) =>
      putPolicy(ADMIN, policy.name, {
        text: policyText(policy.name, { for: `${n + 1}m` }),
        expectedHash: policy.hash,
      });
    const settled = await Promise.allSettled([0, 1, 2, 3].map(change));
    expect(settled.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const one of settled) if (one.status === "rejected") expect(one.reason.code).toBe("conflict");
  });
});
