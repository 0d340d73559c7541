// What a policy would have done: rebuilt from what was kept, and never guessed.
import { describe, expect, it } from "vitest";
import { dryRunPolicy } from "@/lib/guardian/service";
import { databaseNow } from "@/lib/platform/clock";
import { read } from "@/lib/platform/db/transact";
import { ADMIN, aKey, aProject, aTask, claimOne } from "../support/makers";
import { refusal } from "../support/refusal";
import { change, rows } from "../support/sql";
import "../support/embedded";
import { spend } from "../costs/support/costs";
import { anAlert, aPolicy, policyText } from "./support/policies";

const run = async (lines: Record<string, string>, days = 1) => {
  const policy = await aPolicy({}, "off");
  return dryRunPolicy(ADMIN, policy.name, { text: policyText(policy.name, lines), days });
};

/** Minutes before now, of an instant. */
async function minutesAgo(instant: string | null | undefined): Promise<number> {
  const now = await read(databaseNow);
  return Math.round((now.getTime() - Date.parse(instant ?? "")) / 60_000);
}

const OVERRIDE = "[{ type: override_priority, task: subject, priority: CRITICAL }]";

describe("a dry run", () => {
  it("of an installation minutes old begins with it, says so, and looks as often as at work", async () => {
    const report = await run({ when: "queue.pending > 1000000" }, 7);
    const [{ at }] = (await rows<{ at: Date }>`SELECT min(at) AS at FROM guardian_policy_versions`) as [
      { at: Date },
    ];
    expect(report).toMatchObject({ isYoung: true, from: at.toISOString(), firingsTotal: 0, stepSeconds: 15 });
    expect(report.notes.join(" ")).toContain("The past was looked at every 15 seconds");
  });

  it("says when a task would have been met, for how long, and what would have been asked for", async () => {
    const project = await aProject();
    const task = await aTask({ project, priority: "HIGH" });
    await change`UPDATE tasks SET enqueued_at = now() - interval '5 hours', available_at = enqueued_at,
      state = 'completed', finished_at = now() - interval '1 hour' WHERE id = ${task.id}`;
    const report = await run({ when: `task.id == "${task.id}" && task.pending_s > 3600`, actions: OVERRIDE });
    expect(report.firingsTotal).toBe(1);
    const [firing] = report.firings;
    expect(firing).toMatchObject({
      subject: task.id,
      subjectLabel: task.title,
      facts: { task: { priority: "HIGH", state: "pending" } },
      interventions: [
        { type: "override_priority", scope: { kind: "task", taskId: task.id }, priority: "CRITICAL" },
      ],
    });
    // It joined the queue five hours ago, so it had waited for an hour four hours ago; it ended an hour ago.
    expect(Math.abs((await minutesAgo(firing?.at)) - 240)).toBeLessThanOrEqual(2);
    expect(Math.abs((await minutesAgo(firing?.endedAt)) - 60)).toBeLessThanOrEqual(2);
    expect(report.notes.join(" ")).toContain("own priority");
  });

  it("sees attempts as they were, and waits for as long as the policy does", async () => {
    const { task, agent } = await claimOne();
    await change`UPDATE tasks SET enqueued_at = now() - interval '3 hours' WHERE id = ${task.id}`;
    await change`UPDATE attempts SET claimed_at = now() - interval '2 hours', started_at = now() - interval '2 hours',
      ended_at = now() - interval '1 hour', outcome = 'failed' WHERE task_id = ${task.id}`;
    await change`UPDATE tasks SET state = 'pending' WHERE id = ${task.id}`;
    const when = `task.id == "${task.id}" && task.state == "running"`;
    const actions = "[{ type: quarantine_agent, agent: subject }]";
    const report = await run({ when, actions, for: "30m" });
    expect(report.firings).toMatchObject([
      { interventions: [{ type: "quarantine_agent", agentId: agent.id }] },
    ]);
    expect(Math.abs((await minutesAgo(report.firings[0]?.at)) - 90)).toBeLessThanOrEqual(2);
    expect((await run({ when, actions, for: "2h" })).firingsTotal).toBe(0);
  });

  it("rebuilds the whole: what waited, what ran, what was spent", async () => {
    const project = await aProject();
    await change`UPDATE tasks SET state = 'cancelled', enqueued_at = now() - interval '9 days', finished_at = now() - interval '8 days'`;
    for (let n = 0; n < 3; n += 1) await aTask({ project, priority: "CRITICAL" });
    await change`UPDATE tasks SET enqueued_at = now() - interval '2 hours', state = 'completed', finished_at = now() - interval '1 hour'
      WHERE project_id = ${project.id}`;
    const pause = "[{ type: pause, scope: all }]";
    const met = await run({
      when: "queue.critical_pending == 3 && queue.oldest_critical_pending_s > 1800",
      actions: pause,
    });
    expect(met.firings).toMatchObject([{ subject: "", facts: { queue: { critical_pending: 3 } } }]);
    expect((await run({ when: "queue.critical_pending > 3", actions: pause })).firingsTotal).toBe(0);

    await spend(60, { projectId: project.id, occurredAt: new Date(Date.now() - 90 * 60_000).toISOString() });
    const dear = await run({ when: "spend.usd_per_hour > 50", actions: pause });
    expect(dear.firingsTotal).toBe(1);
    expect(Math.abs((await minutesAgo(dear.firings[0]?.at)) - 90)).toBeLessThanOrEqual(2);
    expect(Math.abs((await minutesAgo(dear.firings[0]?.endedAt)) - 30)).toBeLessThanOrEqual(2);
  });

  it("knows which alerts were live, and which agents were lost", async () => {
    const { agent, project } = await claimOne();
    const alert = await anAlert("agent_lost", agent.id, project.id);
    await change`UPDATE alerts SET raised_at = now() - interval '2 hours', state = 'resolved', resolved_at = now() - interval '1 hour'
      WHERE id = ${alert.id}`;
    await change`UPDATE agents SET created_at = now() - interval '1 day' WHERE id = ${agent.id}`;
    await change`UPDATE events SET type = 'agent.lost', occurred_at = now() - interval '2 hours'
      WHERE entity = ${agent.id} AND type = 'agent.registered'`;
    const actions = "[{ type: replace_agent, agent: subject }]";
    const report = await run({ trigger: "{ alert: agent_lost }", when: 'agent.status == "lost"', actions });
    expect(report.firings).toMatchObject([{ subject: agent.id, interventions: [{ type: "replace_agent" }] }]);
    expect(Math.abs((await minutesAgo(report.firings[0]?.at)) - 120)).toBeLessThanOrEqual(2);
    expect(
      (await run({ trigger: "{ alert: other }", when: 'agent.status == "lost"', actions })).firingsTotal,
    ).toBe(0);
  });

  it("is triggered by events as they came", async () => {
    const { task } = await claimOne();
    await change`UPDATE tasks SET enqueued_at = now() - interval '3 hours' WHERE id = ${task.id}`;
    await change`UPDATE events SET type = 'task.lease_lost', occurred_at = now() - interval '30 minutes'
      WHERE entity = ${task.id} AND type = 'task.created'`;
    const report = await run({
      trigger: "{ event: task.lease_lost }",
      when: "task.attempts >= 0",
      actions: OVERRIDE,
    });
    expect(report.firings).toMatchObject([{ subject: task.id }]);
    expect(Math.abs((await minutesAgo(report.firings[0]?.at)) - 30)).toBeLessThanOrEqual(2);
  });

  it.each([
    ["task.silent_s > 5", "task.silent_s"],
    ["budget.share > 0.5", "budget.share"],
    ["agent.silent_s > 5 || agent.load > 0", "agent.silent_s"],
  ])("of %s is refused a guess: it says what was not kept", async (when, fact) => {
    const report = await run({ when });
    expect(report).toMatchObject({ firings: [], looks: 0 });
    expect(report.notReplayed.map((one) => one.fact)).toContain(fact);
  });

  it("marks what its limits would have held back", async () => {
    const project = await aProject();
    for (let n = 0; n < 3; n += 1) await aTask({ project });
    await change`UPDATE tasks SET enqueued_at = now() - interval '1 hour' WHERE project_id = ${project.id}`;
    const report = await run({
      when: `task.project == "${project.id}"`,
      actions: OVERRIDE,
      limits: "{ per_hour: 2 }",
    });
    expect(report.firings.map(({ isBeyondLimits }) => isBeyondLimits)).toEqual([false, false, true]);
  });

  it("changes nothing", async () => {
    const counts = () => rows`SELECT (SELECT count(*)::int FROM guardian_firings) AS firings,
      (SELECT count(*)::int FROM guardian_policy_matches) AS matches, (SELECT count(*)::int FROM guardian_actions) AS actions`;
    const before = await counts();
    await run({ when: "queue.pending >= 0" });
    expect(await counts()).toEqual(before);
  });

  it("of a text with faults is refused with the line, and without the right is refused altogether", async () => {
    const error = await refusal(run({ when: "queue.pendin > 1" }));
    expect(error.message).toContain("Line 4: policy.when");
    const reader = await aKey({ scopes: ["work:read"] });
    expect((await refusal(dryRunPolicy(reader.actor, "x", { days: 1 }))).code).toBe("forbidden");
  });
});
