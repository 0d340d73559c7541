// A project with a record of every kind.
import { CreateBudget, RecordCosts } from "@/lib/costs/schema";
import * as costs from "@/lib/costs/service";
import { intervene, putPolicy } from "@/lib/guardian/service";
import * as monitoring from "@/lib/monitoring/service";
import type { Actor } from "@/lib/platform/auth/actor";
import { transact } from "@/lib/platform/db/transact";
import { listEvents } from "@/lib/platform/events/service";
import { newId } from "@/lib/platform/ids";
import { createView, listViews } from "@/lib/platform/views/service";
import { createWebhook, sendTest } from "@/lib/platform/webhooks/service";
import { RegisterHost, StartAgent } from "@/lib/work/schema";
import * as work from "@/lib/work/service";
import { provideQueueGauges } from "@/lib/work/service/gauges";
import { ADMIN, aKey, anAgent, aTask, aTicket, claimOne, type TestKey, unique } from "../../support/makers";
import { change } from "../../support/sql";
import { contentBase64, ends, type Ids } from "./operation-requests";

/** A webhook of the project with a delivery, and an event that a reaction failed on. */
async function aWebhook(project: { id: string }) {
  const input = { name: "w", url: "https://1.1.1.1/hook", types: [], projectId: project.id };
  const { webhook } = await createWebhook(ADMIN, input);
  const delivery = await sendTest(ADMIN, webhook.id);
  const [event] = (await listEvents(ADMIN, { project: project.id, limit: 1 })).items;
  if (!event) throw new Error("The project has no event.");
  await change`INSERT INTO reaction_failures (reaction, event_id, event, attempts, error)
    VALUES ('webhooks', ${event.id}, ${JSON.stringify(event)}::jsonb, 9, 'no')`;
  return { webhook: webhook.id, delivery: delivery.id, failed: event.id };
}

/** Of the viewer's own. */
async function aView(actor: Actor) {
  const [kept] = (await listViews(actor, {})).items;
  return kept ?? createView(actor, { name: unique("view"), path: "/tasks", query: "", isShared: false });
}

/** A host of the runner's key, with a request that it has yet to accept. */
async function aHost({ actor }: TestKey) {
  const input = RegisterHost.parse({ name: "box", agentsMax: 9, templates: [{ name: "coder" }] });
  const { host } = await work.registerHost(actor, input);
  const asked = StartAgent.parse({ template: "coder", reason: "r" });
  return { host: host.id, request: (await work.startAgent(ADMIN, host.id, asked)).id };
}

/** One overlay of each kind over the project, an agent in quarantine, and a task that has ended. */
async function aGovernedFleet({ agent, project, task }: Awaited<ReturnType<typeof claimOne>>) {
  const scope = { kind: "ticket" as const, ticketId: (await aTicket({ project })).id };
  const kept = await aTask({ ticket: { id: task.ticketId } });
  await work.cancelTask(ADMIN, kept.id, { reason: "r" });
  const odd = (await anAgent({ project })).agent.id;
  await work.quarantineAgent(ADMIN, odd, { reason: "r" });
  const reserved = { agentId: agent.id, slots: 1, scope, ...ends };
  return {
    hold: (await work.placeHold(ADMIN, { scope, ...ends })).id,
    override: (await work.placeOverride(ADMIN, { scope, priority: "LOW", ...ends })).id,
    reservation: (await work.placeReservation(ADMIN, reserved)).id,
    ...{ quarantined: odd, finished: kept.id },
  };
}

/** A budget of the ticket, and a call that it pays for. */
async function aBudget(ticketId: string) {
  const record = { externalId: unique("call"), provider: "p", model: "m", tokens: {}, ticketId };
  await costs.recordCosts(ADMIN, RecordCosts.parse({ records: [record] }));
  const input = CreateBudget.parse({ scope: { kind: "ticket", ticketId }, limit: "5" });
  return (await costs.createBudget(ADMIN, input)).id;
}

/** A recommendation as the ledger would be looked through for. */
async function aRecommendation({ id: project }: { id: string }) {
  const id = newId("rec");
  const evidence = JSON.stringify({ summary: "s", facts: [], records: [], tasks: [], caution: "c" });
  await change`INSERT INTO cost_recommendations (id, project_id, kind, subject, label, evidence, saving_usd,
      saving_low_usd, saving_high_usd)
    VALUES (${id}, ${project}, 'batch_tier', 'anthropic', 'l', ${evidence}::jsonb, 2, 1, 3)`;
  return id;
}

/** An alert about the task, and a metric whose course is kept. */
async function anAlert({ project, task }: Awaited<ReturnType<typeof claimOne>>) {
  provideQueueGauges();
  await monitoring.sampleNow();
  const about = { entity: task.id, projectId: project.id };
  const alert = { rule: "odd", severity: "warning" as const, title: "t", ...about };
  return (await transact("test", (tx) => monitoring.raiseAlert(tx, alert))).id;
}

/** A policy that does nothing. */
async function aPolicy() {
  const name = unique("policy");
  const text = `policy:\n  name: ${name}\n  trigger: { every: 1d }\n  when: queue.pending < 0\n  actions: [{ type: pause, scope: all }]\n`;
  return (await putPolicy(ADMIN, name, { text, mode: "off", expectedHash: null })).name;
}

/** What another lead paused, and wants to. */
async function someActions(project: { id: string }) {
  const by = { ...ADMIN, id: newId("usr") };
  const scope = { kind: "ticket" as const, ticketId: (await aTicket({ project })).id };
  const pause = {
    type: "pause" as const,
    scope,
    release: "at_once" as const,
    attempts: "finish" as const,
  };
  const asked = { reason: "r", expiresInSeconds: 600, breakGlass: false };
  const action = await intervene(by, pause, asked);
  const proposal = await intervene(by, pause, { ...asked, approval: "ask" });
  const unreviewed = await intervene(by, pause, { ...asked, approval: "ask", breakGlass: true });
  const { id, planHash } = proposal;
  return { action: action.id, proposal: id, planHash, unreviewed: unreviewed.id };
}

/** A project with a running task, and the key of the agent that runs it. */
export async function aWorld(viewer: Actor) {
  const held = await claimOne({ capacity: 9 });
  const contents = { ...held.ref, type: "report" as const, name: "r", mediaType: "text/plain" };
  const artifact = await work.putArtifact(held.key.actor, held.task.id, { ...contents, contentBase64 });
  const waiting = await aTask({ ticket: await aTicket({ project: held.project }) });
  const ids: Ids = {
    ...{ project: held.project.id, ticket: held.task.ticketId, task: held.task.id, waiting: waiting.id },
    ...{ agent: held.agent.id, attempt: held.ref.attemptId, fence: held.ref.fence, artifact: artifact.id },
    key: (await aKey()).id,
    ...(await aWebhook(held.project)),
    ...(await aHost(held.key)),
    ...(await aGovernedFleet(held)),
    view: (await aView(viewer)).id,
    budget: await aBudget(held.task.ticketId),
    recommendation: await aRecommendation(held.project),
    alert: await anAlert(held),
    policy: await aPolicy(),
    ...(await someActions(held.project)),
  };
  return { ids, runner: held.key };
}
