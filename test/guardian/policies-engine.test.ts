// Policies at work: facts in, interventions out, and back again.
import { afterEach, describe, expect, it } from "vitest";
import { proposeByPolicy } from "@/lib/guardian/service";
import { newId } from "@/lib/platform/ids";
import { anAgent, aProject, aTask, aTicket, claimNext, claimOne } from "../support/makers";
import { refusal } from "../support/refusal";
import { change, rows } from "../support/sql";
import "../support/embedded";
import { actionOf, aLead, approve, revert } from "./support/acts";
import {
  actionsOf,
  again,
  anAlert,
  aPolicy,
  firingsOf,
  holdsFor,
  look,
  reservationsOf,
  switchAllOff,
  switchTo,
} from "./support/policies";

afterEach(switchAllOff);

/** A CRITICAL task that waits, and an agent that has its hands full of LOW work. */
async function aStuckTask() {
  const project = await aProject();
  const agent = await anAgent({ project, capacity: 2 });
  const low = await aTicket({ project });
  await aTask({ ticket: low, priority: "LOW" });
  await aTask({ ticket: low, priority: "LOW" });
  await claimNext(agent);
  const ticket = await aTicket({ project });
  const task = await aTask({ ticket, priority: "CRITICAL" });
  return { project, agent, ticket, task };
}

const REALLOCATE = {
  trigger: "{ alert: task_stuck }",
  when: 'task.priority == "CRITICAL" && !task.is_blocked',
  for: "60s",
  actions: "[{ type: reallocate, from: { priority_below: HIGH }, slots: { min: 1, max: 3, prefer: 2 } }]",
};

describe("a critical task that is stuck", () => {
  it("gets slots after its time, once, and they end when it is over", async () => {
    const { project, ticket, task, agent } = await aStuckTask();
    const policy = await aPolicy({
      ...REALLOCATE,
      rollback: `{ when: 'queue.critical_pending == 0', keep_for: 60s, max_ttl: 30m }`,
    });
    await look();
    expect(await firingsOf(policy)).toEqual([]);
    const alert = await anAlert("task_stuck", task.id, project.id);
    await look();
    expect((await again(policy)).matching).toBe(1);
    expect(await firingsOf(policy)).toEqual([]);

    await holdsFor(policy, 61);
    await look();
    await look();
    const [firing, ...more] = await firingsOf(policy);
    expect(more).toEqual([]);
    expect(firing).toMatchObject({
      outcome: "acted",
      subject: task.id,
      alertId: alert.id,
      policyHash: policy.hash,
    });
    expect(firing?.facts).toMatchObject({ task: { id: task.id, priority: "CRITICAL" } });
    expect(await reservationsOf(ticket.id)).toHaveLength(1);
    const [action] = await actionsOf(policy);
    expect(action).toMatchObject({ id: firing?.actionId, status: "executed" });
    const ttlMs = (action?.expiresAt?.getTime() ?? 0) - Date.now();
    expect(ttlMs).toBeGreaterThan(29 * 60_000);
    expect(ttlMs).toBeLessThanOrEqual(30 * 60_000 + 5000);

    // The task is claimed, so nothing critical waits: not at once, but after a minute, the slots go back.
    await claimNext(agent);
    await look();
    expect(await reservationsOf(ticket.id)).toHaveLength(1);
    await change`UPDATE guardian_actions SET rollback_holds_since = rollback_holds_since - interval '61 seconds'`;
    await look();
    expect(await reservationsOf(ticket.id)).toEqual([]);
    expect(await actionsOf(policy)).toMatchObject([{ status: "reverted", revertCause: "rollback" }]);
    expect((await firingsOf(policy))[0]?.rolledBackAt).not.toBeNull();
  });

  it("in observe gets nothing: what would be done is worked out and noted", async () => {
    const { project, ticket, task } = await aStuckTask();
    const policy = await aPolicy({ ...REALLOCATE, for: "0s" }, "observe");
    await anAlert("task_stuck", task.id, project.id);
    await look();
    await look();
    const firings = await firingsOf(policy);
    expect(firings).toHaveLength(1);
    expect(firings[0]).toMatchObject({ outcome: "observed", actionId: null });
    expect(firings[0]?.plan?.impact.slots).toBeGreaterThan(0);
    expect(await reservationsOf(ticket.id)).toEqual([]);
    expect(await actionsOf(policy)).toEqual([]);
  });

  it("in a policy that asks waits for a person, and nothing is laid", async () => {
    const { project, ticket, task } = await aStuckTask();
    const policy = await aPolicy({ ...REALLOCATE, for: "0s", approval: "{ required: true, timeout: 5m }" });
    await anAlert("task_stuck", task.id, project.id);
    await look();
    expect(await firingsOf(policy)).toMatchObject([{ outcome: "asked" }]);
    expect(await actionsOf(policy)).toMatchObject([{ status: "proposed" }]);
    expect(await reservationsOf(ticket.id)).toEqual([]);
  });
});

describe("a firing", () => {
  it("comes again only after the condition was false", async () => {
    const { task } = await claimOne();
    const policy = await aPolicy(
      {
        when: `task.id == "${task.id}" && task.priority == "HIGH"`,
        actions: "[{ type: override_priority, task: subject, priority: CRITICAL }]",
      },
      "observe",
    );
    const setPriority = async (priority: string) => {
      await change`UPDATE tasks SET priority = ${priority}, effective_priority = ${priority} WHERE id = ${task.id}`;
      await look();
      return (await firingsOf(policy)).length;
    };
    expect(await setPriority("HIGH")).toBe(1);
    expect(await setPriority("HIGH")).toBe(1);
    expect(await setPriority("LOW")).toBe(1);
    expect(await setPriority("HIGH")).toBe(2);
  });

  it("waits while what the one before laid for the subject is in force, and comes when it has ended", async () => {
    const { task } = await claimOne();
    const policy = await aPolicy({
      when: `task.id == "${task.id}" && task.phase == "TESTING"`,
      actions: "[{ type: override_priority, task: subject, priority: CRITICAL }]",
    });
    const setPhase = async (phase: string) => {
      await change`UPDATE tasks SET phase = ${phase} WHERE id = ${task.id}`;
      await look();
      return (await actionsOf(policy)).length;
    };
    expect(await setPhase("TESTING")).toBe(1);
    expect(await setPhase("DESIGN")).toBe(1);
    expect(await setPhase("TESTING")).toBe(1);
    for (const { id } of await actionsOf(policy)) await revert({ id });
    await look();
    expect(await actionsOf(policy)).toHaveLength(2);
  });

  it("does nothing any more once its policy is off or changed, and what it asked for goes stale", async () => {
    const ticket = await aTicket();
    const policy = await aPolicy({});
    const pause = { type: "pause" as const, scope: { kind: "ticket" as const, ticketId: ticket.id } };
    const firing = () => ({
      ...{ policy: { name: policy.name, hash: policy.hash }, firingId: newId("gfir"), alertId: null },
      ...{ projectId: null, ttlSeconds: 600, approval: { timeoutSeconds: 600 }, rollback: null },
      limits: { perHour: 6, maxTargets: 10 },
    });
    const act = () => proposeByPolicy(firing(), { ...pause, release: "at_once", attempts: "finish" }, "r");
    const asked = await act();
    await switchTo(policy, "off");
    expect(await refusal(act())).toMatchObject({ code: "invalid_state" });
    expect((await actionOf(asked)).overtaken).toBe(
      `The policy ${policy.name} was switched off since it fired.`,
    );
    expect((await approve(asked, await aLead())).problem).toMatchObject({ facts: { status: "stale" } });
    expect(await rows`SELECT 1 FROM holds WHERE scope_target = ${ticket.id}`).toEqual([]);
  });

  it("that nobody could carry out for ten minutes is given up, and asked anew", async () => {
    const { task } = await claimOne();
    const policy = await aPolicy({
      when: `task.id == "${task.id}"`,
      actions: "[{ type: override_priority, task: subject, priority: CRITICAL }]",
    });
    await look();
    await change`DELETE FROM guardian_effects`;
    await change`DELETE FROM guardian_actions WHERE policy_name = ${policy.name}`;
    await change`UPDATE guardian_firings SET outcome = 'acting', action_id = NULL,
      fired_at = now() - interval '11 minutes', taken_at = now() - interval '3 minutes' WHERE policy = ${policy.name}`;
    await look();
    expect(await actionsOf(policy)).toEqual([]);
    expect(await firingsOf(policy)).toMatchObject([{ outcome: "refused" }]);
  });

  it("stops at the limit of an hour, and goes on when the hour is over", async () => {
    const project = await aProject();
    for (let n = 0; n < 3; n += 1) await aTask({ project });
    const policy = await aPolicy({
      when: `task.project == "${project.id}"`,
      actions: "[{ type: override_priority, task: subject, priority: HIGH }]",
      limits: "{ per_hour: 2, max_targets: 100 }",
    });
    await look();
    await look();
    expect(await firingsOf(policy)).toHaveLength(2);
    await change`UPDATE guardian_firings SET fired_at = fired_at - interval '61 minutes' WHERE policy = ${policy.name}`;
    await change`UPDATE guardian_actions SET created_at = created_at - interval '61 minutes',
      executed_at = executed_at - interval '61 minutes' WHERE policy_name = ${policy.name}`;
    await look();
    expect(await firingsOf(policy)).toHaveLength(3);
    expect((await actionsOf(policy)).map(({ status }) => status)).toEqual([
      "executed",
      "executed",
      "executed",
    ]);
  });

  it("stops while as much of it is in force as may be", async () => {
    const project = await aProject();
    for (let n = 0; n < 3; n += 1) await aTask({ project });
    const policy = await aPolicy({
      when: `task.project == "${project.id}"`,
      actions: "[{ type: override_priority, task: subject, priority: HIGH }]",
      limits: "{ per_hour: 100, max_targets: 2 }",
    });
    await look();
    expect(await firingsOf(policy)).toHaveLength(2);
    await change`UPDATE guardian_actions SET expires_at = now() - interval '1 second' WHERE policy_name = ${policy.name}`;
    await look();
    expect(await firingsOf(policy)).toHaveLength(3);
  });

  it("that meets a refusal says why, does nothing, and is tried again later", async () => {
    const { project } = await claimOne();
    const ticket = await aTicket({ project });
    const task = await aTask({ ticket });
    const policy = await aPolicy({
      when: `task.id == "${task.id}"`,
      actions: "[{ type: quarantine_agent, agent: subject }]",
    });
    await look();
    await look();
    const firings = await firingsOf(policy);
    expect(firings).toMatchObject([
      { outcome: "refused", detail: "What it fired about has no agent.", actionId: null },
    ]);
    const minutesToNext = async () => {
      const [row] = await rows<{
        m: number;
      }>`SELECT round(extract(epoch FROM retry_at - now()) / 60)::int AS m
        FROM guardian_policy_matches WHERE policy = ${policy.name}`;
      return row?.m;
    };
    expect(await minutesToNext()).toBe(5);
    await change`UPDATE guardian_policy_matches SET retry_at = now() WHERE policy = ${policy.name}`;
    await look();
    expect(await firingsOf(policy)).toHaveLength(2);
    // Twice as long, and so on.
    expect(await minutesToNext()).toBe(10);
  });

  it("of a policy that was switched off meanwhile does not happen", async () => {
    const { task } = await claimOne();
    const policy = await aPolicy({
      when: `task.id == "${task.id}"`,
      for: "60s",
      actions: "[{ type: cancel_task }]",
    });
    await look();
    await switchTo(policy, "off");
    await holdsFor(policy, 61);
    await look();
    expect(await firingsOf(policy)).toEqual([]);
    expect((await again(policy)).matching).toBe(0);
  });

  it("that a replica died over is finished by another, once", async () => {
    const { task } = await claimOne();
    const policy = await aPolicy({
      when: `task.id == "${task.id}"`,
      actions: "[{ type: override_priority, task: subject, priority: HIGH }]",
    });
    await look();
    const [before] = await actionsOf(policy);
    const forget = async () =>
      change`UPDATE guardian_firings SET outcome = 'acting', action_id = NULL, taken_at = now() - interval '3 minutes'
        WHERE policy = ${policy.name}`;
    await forget();
    await look();
    expect(await actionsOf(policy)).toEqual([before]);
    expect(await firingsOf(policy)).toMatchObject([{ outcome: "acted", actionId: before?.id }]);
  });
});
