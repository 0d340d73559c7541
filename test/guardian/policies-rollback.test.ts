// What policies do in trouble, and how it is taken back again.
import { afterEach, describe, expect, it } from "vitest";
import { tickActions } from "@/lib/guardian/service";
import { AuthorityLevel } from "@/lib/platform/auth/access";
import { TaskResult } from "@/lib/work/schema";
import * as work from "@/lib/work/service";
import { anAgent, aProject, aTask, claimNext, claimOne } from "../support/makers";
import { change, eventsOf, rows } from "../support/sql";
import "../support/embedded";
import { aHost, started } from "../work/support/hosts";
import { actionsOf, again, anAlert, aPolicy, firingsOf, look, switchAllOff } from "./support/policies";

afterEach(switchAllOff);

/** One look while nobody knows what was spent. */
async function lookWithoutCosts(): Promise<void> {
  await change`ALTER TABLE cost_records RENAME TO cost_records_away`;
  await look().finally(() => change`ALTER TABLE cost_records_away RENAME TO cost_records`);
}

describe("a queue that overflows", () => {
  it("has low work paused, and what is more important goes on", async () => {
    // Other tests' tasks wait in the same queue.
    await change`UPDATE tasks SET state = 'cancelled', finished_at = now() WHERE state = 'pending'`;
    const project = await aProject();
    const agent = await anAgent({ project, capacity: 2 });
    const low = await aTask({ project, priority: "LOW" });
    const high = await aTask({ project, priority: "HIGH" });
    const policy = await aPolicy({
      when: "queue.pending > 1 && queue.high_pending + queue.critical_pending > 0",
      actions: `[{ type: pause, scope: { priority_at_most: LOW, project: ${project.id} } }]`,
      rollback: "{ when: 'queue.high_pending == 0', keep_for: 0s }",
    });
    await look();
    expect(await firingsOf(policy)).toMatchObject([{ outcome: "acted", subject: "" }]);
    const claimed = await claimNext(agent);
    expect(claimed.task.id).toBe(high.id);
    await expect(claimNext(agent)).rejects.toThrow("nothing to claim");
    await work.completeTask(agent.key.actor, high.id, { ...claimed.ref, ...TaskResult.parse({}) });
    await look();
    expect((await claimNext(agent)).task.id).toBe(low.id);
  });
});

describe("an agent that is lost", () => {
  it("is replaced on its host, and what it held goes back to the queue", async () => {
    const host = await aHost();
    const { agent } = await started(host);
    const task = await aTask({ project: host.project });
    await claimNext({ agent, key: host.key });
    await change`UPDATE agents SET state = 'lost', last_heartbeat_at = now() - interval '1 hour' WHERE id = ${agent.id}`;
    const policy = await aPolicy({
      trigger: "{ alert: agent_lost }",
      when: 'agent.status == "lost" && agent.host != ""',
      actions: "[{ type: replace_agent, agent: subject }]",
    });
    await anAlert("agent_lost", agent.id, host.project.id);
    await look();
    expect(await firingsOf(policy)).toMatchObject([{ outcome: "acted", subject: agent.id }]);
    const asked =
      await rows`SELECT template FROM host_requests WHERE replaces = ${agent.id} AND host_id = ${host.host.id}`;
    expect(asked).toHaveLength(1);
    expect(await rows`SELECT state FROM tasks WHERE id = ${task.id}`).toEqual([{ state: "pending" }]);
  });

  it("that no host can replace is left as it is, and why is said", async () => {
    const project = await aProject();
    const { agent } = await anAgent({ project });
    await change`UPDATE agents SET state = 'lost', last_heartbeat_at = now() - interval '1 hour' WHERE id = ${agent.id}`;
    const policy = await aPolicy(
      {
        trigger: "{ alert: agent_lost }",
        when: 'agent.status == "lost"',
        actions: "[{ type: replace_agent, agent: subject }]",
      },
      "observe",
    );
    await anAlert("agent_lost", agent.id, project.id);
    await look();
    // No host could start one: that is said, and nothing is done.
    expect(await firingsOf(policy)).toMatchObject([{ outcome: "refused", subject: agent.id }]);
    expect((await firingsOf(policy))[0]?.detail).toMatch(/host/i);
  });
});

describe("what is not known", () => {
  it("fires nothing, raises an alert, and the alert goes when it is known again", async () => {
    // Whatever was spent it is true; while nobody knows what was spent, it is nothing.
    const policy = await aPolicy({ when: "spend.usd_per_hour >= 0 || queue.pending >= 0" }, "observe");
    await lookWithoutCosts();
    expect(await firingsOf(policy)).toEqual([]);
    expect((await again(policy)).fault?.message).toContain("spend.usd_per_hour");
    const alerts = () => rows<{ state: string }>`
      SELECT state FROM alerts WHERE rule = 'policy_fault' AND entity = ${`policy:${policy.name}`}`;
    expect(await alerts()).toMatchObject([{ state: "raised" }]);
    expect(await eventsOf(`policy:${policy.name}`)).toContain("guardian.policy.faulted");
    await look();
    expect((await again(policy)).fault).toBeNull();
    expect(await alerts()).toMatchObject([{ state: "resolved" }]);
    expect(await firingsOf(policy)).toMatchObject([{ outcome: "observed" }]);
  });
});

describe("taking back", () => {
  it("waits where it is not known whether it may, and starts to count anew", async () => {
    const { task } = await claimOne();
    const policy = await aPolicy({
      when: `task.id == "${task.id}"`,
      actions: "[{ type: pause, scope: { ticket: subject } }]",
      rollback: "{ when: 'task.attempts > 0 && spend.usd_per_hour >= 0', keep_for: 60s }",
    });
    await look();
    await look();
    const since = () =>
      rows<{
        since: Date | null;
      }>`SELECT rollback_holds_since AS since FROM guardian_actions WHERE policy_name = ${policy.name}`;
    expect((await since())[0]?.since).not.toBeNull();
    await change`UPDATE guardian_actions SET rollback_holds_since = now() - interval '1 hour'`;
    await lookWithoutCosts();
    expect(await since()).toEqual([{ since: null }]);
    expect(await actionsOf(policy)).toMatchObject([{ status: "executed" }]);
  });

  it("at the end of its time says so, and that it will not act again while the condition holds", async () => {
    const { task } = await claimOne();
    const policy = await aPolicy({
      when: `task.id == "${task.id}"`,
      actions: "[{ type: pause, scope: { ticket: subject } }]",
      rollback: "{ max_ttl: 10m }",
    });
    await look();
    const inForce = { status: "executed", revertCause: null, lasts: true, failure: null };
    const [acted] = await firingsOf(policy);
    expect(acted).toMatchObject({ outcome: "acted", became: inForce });
    expect(acted?.holdsSince).not.toBeNull();
    const actionId = acted?.actionId ?? "";
    await change`UPDATE holds SET expires_at = now() WHERE owner = ${actionId}`;
    await change`UPDATE guardian_actions SET expires_at = now() WHERE id = ${actionId}`;
    await work.tick();
    await tickActions();
    await look();
    const [spent, ...others] = await firingsOf(policy);
    expect(others).toEqual([]);
    expect(spent?.became).toEqual({ ...inForce, status: "reverted", revertCause: "expired", lasts: false });
    expect(spent?.holdsSince).toBe(acted?.holdsSince);
    // Once it has been false, it is due again.
    await change`UPDATE tasks SET state = 'cancelled', finished_at = now(), agent_id = NULL WHERE id = ${task.id}`;
    await look();
    expect((await firingsOf(policy))[0]).toMatchObject({ id: acted?.id, holdsSince: null });
  });

  it("too often within an hour ends in a question to a person", async () => {
    const { task } = await claimOne();
    const policy = await aPolicy({
      when: `task.id == "${task.id}" && task.priority == "HIGH"`,
      actions: "[{ type: pause, scope: { ticket: subject } }]",
      limits: "{ per_hour: 100, max_targets: 100, toggles_per_hour: 2 }",
      rollback: `{ when: 'task.priority == "LOW"', keep_for: 0s }`,
    });
    const setPriority = async (priority: string) => {
      await change`UPDATE tasks SET priority = ${priority}, effective_priority = ${priority} WHERE id = ${task.id}`;
      await look();
    };
    for (let n = 0; n < 3; n += 1) {
      await setPriority("HIGH");
      await setPriority("LOW");
    }
    const firings = (await firingsOf(policy)).toReversed();
    expect(firings.map(({ outcome }) => outcome)).toEqual(["acted", "acted", "asked"]);
    expect(firings[2]?.detail).toContain("Reverted 2 times");
    expect((await actionsOf(policy)).map(({ status }) => status)).toEqual([
      "reverted",
      "reverted",
      "proposed",
    ]);
  });

  it("is done as the policy, with the guardian's authority and no more", async () => {
    const { task } = await claimOne();
    const policy = await aPolicy({
      when: `task.id == "${task.id}"`,
      actions: "[{ type: pause, scope: { ticket: subject } }]",
      rollback: "{ when: 'task.attempts > 0', keep_for: 0s }",
    });
    await look();
    await look();
    const acts = await rows<{ actor: string; act: string }>`
      SELECT e.actor, e.act FROM audit_entries e JOIN guardian_actions a ON a.id = e.entity
      WHERE a.policy_name = ${policy.name} ORDER BY e.seq`;
    expect(acts.map(({ act }) => act)).toContain("guardian.intervention.reverted");
    expect(new Set(acts.map(({ actor }) => actor))).toEqual(new Set([`policy:${policy.name}`]));
    const levels =
      await rows`SELECT authority_level AS level FROM guardian_actions WHERE policy_name = ${policy.name}`;
    expect(levels).toEqual([{ level: AuthorityLevel.GUARDIAN }]);
  });
});
