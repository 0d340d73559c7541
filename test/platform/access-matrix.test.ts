// Who may do what, for every operation that there is: generated from the declarations, so that a new route
// is tested by existing, and fails here until it says how to call it.
import { describe, expect, it } from "vitest";
import { routes } from "@/app/api/v1/routes";
import { KEY_SCOPES, ROLES, type Scope } from "@/lib/platform/auth/access";
import { revokeKey } from "@/lib/platform/auth/service";
import { listEvents } from "@/lib/platform/events/service";
import { listOperations, type Operation, type RouteModule } from "@/lib/platform/http/openapi";
import { createView, listViews } from "@/lib/platform/views/service";
import { createWebhook, sendTest } from "@/lib/platform/webhooks/service";
import "../support/embedded";
import { RegisterHost, StartAgent } from "@/lib/work/schema";
import * as work from "@/lib/work/service";
import { type CallOptions, call } from "../support/call";
import {
  ADMIN,
  aKey,
  anAgent,
  aPerson,
  aProject,
  aTask,
  aTicket,
  claimOne,
  type TestKey,
  unique,
} from "../support/makers";
import { change, rows } from "../support/sql";

interface Ids {
  project: string;
  ticket: string;
  task: string;
  waiting: string;
  agent: string;
  attempt: string;
  artifact: string;
  key: string;
  fence: string;
  webhook: string;
  delivery: string;
  failed: string;
  host: string;
  request: string;
  view: string;
  hold: string;
  override: string;
  reservation: string;
  quarantined: string;
  finished: string;
}

const absentId = (prefix: string) => `${prefix}_7zzzzzzzzzzzzzzzzzzzzzzzzz`;
const ABSENT: Ids = {
  project: absentId("prj"),
  ticket: absentId("tkt"),
  task: absentId("task"),
  waiting: absentId("task"),
  agent: absentId("agent"),
  attempt: absentId("att"),
  artifact: absentId("art"),
  key: absentId("key"),
  fence: "1",
  webhook: absentId("whk"),
  delivery: absentId("whd"),
  failed: absentId("evt"),
  host: absentId("host"),
  request: absentId("hreq"),
  view: absentId("view"),
  hold: absentId("hold"),
  override: absentId("ovr"),
  reservation: absentId("resv"),
  quarantined: absentId("agent"),
  finished: absentId("task"),
};

type Sent = Pick<CallOptions, "params" | "query" | "body">;
const ref = ({ attempt, fence }: Ids) => ({ attemptId: attempt, fence });
const error = { kind: "exit", message: "no", exitCode: 1 };
/** What every overlay says besides what it covers; a key must say when it ends. */
const ends = { reason: "r", expiresInSeconds: 60 };
const contentBase64 = Buffer.from("other").toString("base64");

/** A valid request for each operation, about the records named. */
const REQUESTS: Record<string, (ids: Ids) => Sent> = {
  "GET /agents": () => ({}),
  "POST /agents": ({ project }) => ({ body: { name: unique("a"), projectId: project } }),
  "GET /agents/export": () => ({}),
  "GET /agents/{id}": ({ agent }) => ({ params: { id: agent } }),
  "POST /agents/{id}/drain": ({ agent }) => ({ params: { id: agent } }),
  "POST /agents/{id}/heartbeat": (ids) => ({ params: { id: ids.agent }, body: { attempts: [ref(ids)] } }),
  "GET /events": () => ({}),
  "GET /events/export": () => ({}),
  "GET /events/stream": () => ({}),
  "GET /hosts": () => ({}),
  "POST /hosts": ({ project }) => ({
    body: { name: unique("h"), projectId: project, agentsMax: 1, templates: [{ name: "coder" }] },
  }),
  "POST /hosts/{id}/drain": ({ host }) => ({ params: { id: host } }),
  "POST /hosts/{id}/heartbeat": ({ host }) => ({ params: { id: host }, body: {} }),
  "GET /hosts/{id}/requests": ({ host }) => ({ params: { id: host } }),
  "POST /hosts/{id}/requests": ({ host }) => ({
    params: { id: host },
    body: { template: "coder", reason: "r" },
  }),
  "POST /hosts/{id}/requests/{request}/cancel": ({ host, request }) => ({ params: { id: host, request } }),
  "POST /hosts/{id}/requests/{request}/result": ({ host, request }) => ({
    params: { id: host, request },
    body: { status: "failed", detail: "no" },
  }),
  "GET /keys": () => ({}),
  "POST /keys": () => ({ body: { name: "k", scopes: ["work:read"] } }),
  "POST /keys/{id}/revoke": ({ key }) => ({ params: { id: key } }),
  "GET /overview": () => ({}),
  "GET /phases": () => ({}),
  "GET /projects": () => ({}),
  "POST /projects": () => ({ body: { name: "p", slug: unique("p") } }),
  "GET /projects/{id}": ({ project }) => ({ params: { id: project } }),
  "PATCH /projects/{id}": ({ project }) => ({ params: { id: project }, body: { name: "q" } }),
  "GET /reactions": () => ({}),
  "POST /reactions/{name}/failures/{event}/retry": ({ failed }) => ({
    params: { name: "webhooks", event: failed },
  }),
  "GET /system": () => ({}),
  "GET /tasks": () => ({}),
  "POST /tasks": ({ ticket }) => ({ body: { ticketId: ticket, title: "t" } }),
  "GET /tasks/export": () => ({}),
  "GET /tasks/{id}": ({ task }) => ({ params: { id: task } }),
  "PATCH /tasks/{id}": ({ task }) => ({ params: { id: task }, body: { title: "t" } }),
  "PUT /tasks/{id}/artifacts": (ids) => ({
    params: { id: ids.task },
    body: { ...ref(ids), type: "report", name: unique("r"), mediaType: "text/plain", contentBase64 },
  }),
  "GET /tasks/{id}/artifacts/{artifact}": ({ task, artifact }) => ({ params: { id: task, artifact } }),
  "POST /tasks/{id}/cancel": ({ waiting }) => ({ params: { id: waiting }, body: { reason: "r" } }),
  "POST /tasks/{id}/complete": (ids) => ({ params: { id: ids.task }, body: ref(ids) }),
  "POST /tasks/{id}/fail": (ids) => ({ params: { id: ids.task }, body: { ...ref(ids), error } }),
  "GET /tasks/{id}/log": ({ task, attempt }) => ({ params: { id: task }, query: { attempt } }),
  "POST /tasks/{id}/log": (ids) => ({
    params: { id: ids.task },
    body: { ...ref(ids), offset: 0, text: "x" },
  }),
  "POST /tasks/{id}/start": (ids) => ({ params: { id: ids.task }, body: ref(ids) }),
  "POST /tasks/claim": ({ agent }) => ({ body: { agentId: agent } }),
  "GET /tickets": () => ({}),
  "POST /tickets": ({ project }) => ({ body: { projectId: project, title: "t" } }),
  "GET /tickets/export": () => ({}),
  "GET /tickets/{id}": ({ ticket }) => ({ params: { id: ticket } }),
  "PATCH /tickets/{id}": ({ ticket }) => ({ params: { id: ticket }, body: { title: "t" } }),
  "POST /tickets/{id}/transition": ({ ticket }) => ({
    params: { id: ticket },
    body: { phase: "REQUIREMENTS", reason: "r" },
  }),
  "GET /webhook-deliveries/{id}": ({ delivery }) => ({ params: { id: delivery } }),
  "POST /webhook-deliveries/{id}/replay": ({ delivery }) => ({ params: { id: delivery } }),
  "GET /webhooks": () => ({}),
  "POST /webhooks": () => ({ body: { name: "w", url: "https://1.1.1.1/hook" } }),
  "GET /webhooks/{id}": ({ webhook }) => ({ params: { id: webhook } }),
  "PATCH /webhooks/{id}": ({ webhook }) => ({ params: { id: webhook }, body: { name: "w" } }),
  "DELETE /webhooks/{id}": ({ webhook }) => ({ params: { id: webhook } }),
  "GET /webhooks/{id}/deliveries": ({ webhook }) => ({ params: { id: webhook } }),
  "POST /webhooks/{id}/rotate": ({ webhook }) => ({ params: { id: webhook } }),
  "POST /webhooks/{id}/test": ({ webhook }) => ({ params: { id: webhook } }),
  "GET /overlays/export": () => ({}),
  "POST /agents/{id}/quarantine": ({ agent }) => ({ params: { id: agent }, body: { reason: "r" } }),
  "POST /agents/{id}/reinstate": ({ quarantined }) => ({ params: { id: quarantined } }),
  "GET /board": () => ({}),
  "GET /capacity-reservations": () => ({}),
  "POST /capacity-reservations": ({ agent, ticket }) => ({
    body: { agentId: agent, slots: 1, scope: { kind: "ticket", ticketId: ticket }, ...ends },
  }),
  "POST /capacity-reservations/{id}/end": ({ reservation }) => ({ params: { id: reservation }, body: {} }),
  "GET /holds": () => ({}),
  "POST /holds": ({ ticket }) => ({ body: { scope: { kind: "ticket", ticketId: ticket }, ...ends } }),
  "POST /holds/{id}/end": ({ hold }) => ({ params: { id: hold }, body: {} }),
  "GET /priority-overrides": () => ({}),
  "POST /priority-overrides": ({ waiting }) => ({
    body: { scope: { kind: "task", taskId: waiting }, priority: "HIGH", ...ends },
  }),
  "POST /priority-overrides/{id}/end": ({ override }) => ({ params: { id: override }, body: {} }),
  "POST /tasks/batch": ({ ticket }) => ({ body: { tasks: [{ ticketId: ticket, title: "t" }] } }),
  "POST /tasks/complete": (ids) => ({ body: { tasks: [{ taskId: ids.task, ...ref(ids) }] } }),
  "POST /tasks/{id}/rerun": ({ finished }) => ({ params: { id: finished }, body: {} }),
  "GET /tickets/{id}/graph": ({ ticket }) => ({ params: { id: ticket } }),
  "GET /views": () => ({}),
  "POST /views": () => ({ body: { name: unique("view"), path: "/tasks", query: "" } }),
  "PATCH /views/{id}": ({ view }) => ({ params: { id: view }, body: { name: unique("view") } }),
  "DELETE /views/{id}": ({ view }) => ({ params: { id: view } }),
};

const operations = listOperations(routes);
const nameOf = ({ method, path }: Operation) => `${method} ${path}`;

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

/** Of the viewer's own: whether others may change it is decided by whose it is, not by a scope. */
const aView = async () => {
  const { actor } = people.viewer;
  const [kept] = (await listViews(actor, {})).items;
  return kept ?? createView(actor, { name: unique("view"), path: "/tasks", query: "", isShared: false });
};
const OWNED = ["PATCH /views/{id}", "DELETE /views/{id}"];

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

/** A project with a running task, and the key of the agent that runs it. */
async function aWorld() {
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
    view: (await aView()).id,
  };
  return { ids, runner: held.key };
}

/** Calls the operation; a stream's reply is closed again, not read. */
async function ask(operation: Operation, who: Pick<CallOptions, "key" | "person" | "headers">, ids: Ids) {
  const handler = (routes[operation.path] as RouteModule)[operation.method];
  const request = REQUESTS[nameOf(operation)];
  if (!handler || !request) throw new Error(`No request is written down for ${nameOf(operation)}.`);
  const hangUp = new AbortController();
  const asked = call(handler, { method: operation.method, ...request(ids), ...who, signal: hangUp.signal });
  if (operation.spec.produces === "text/event-stream") setTimeout(() => hangUp.abort(), 100);
  return asked;
}

const people = {
  viewer: await aPerson("viewer"),
  lead: await aPerson("lead"),
  admin: await aPerson("admin"),
};
const revoked = await aKey({ scopes: [...KEY_SCOPES] });
await revokeKey(ADMIN, revoked.id);
const foreign = await aKey({ scopes: [...KEY_SCOPES], project: await aProject() });

const may = (scopes: readonly Scope[], operation: Operation) =>
  [operation.spec.scope].flat().some((scope) => scopes.includes(scope));

it("the matrix knows a request for every operation, and none that is gone", () => {
  expect(Object.keys(REQUESTS).sort()).toEqual(operations.map(nameOf).sort());
});

it("every operation needs a scope that somebody has, and each scope opens something", () => {
  const given = new Set<Scope>([...Object.values(ROLES).flatMap(({ scopes }) => scopes), ...KEY_SCOPES]);
  const needed = new Set(operations.flatMap(({ spec }) => spec.scope));
  expect([...needed].sort()).toEqual([...given].sort());
});

describe.each(operations.map((operation) => [nameOf(operation), operation] as const))(
  "%s",
  (_, operation) => {
    it("is open to exactly those who have its scope", async () => {
      const { ids, runner } = await aWorld();
      expect((await ask(operation, {}, ids)).status).toBe(401);
      expect((await ask(operation, { key: revoked }, ids)).status).toBe(401);
      expect((await ask(operation, { key: { secret: "omoi_guessed" } }, ids)).status).toBe(401);
      const callers = [
        ...Object.entries(people).map(([role, person]) => ({
          role,
          who: { person },
          scopes: person.actor.scopes,
        })),
        { role: "runner", who: { key: runner }, scopes: runner.actor.scopes },
      ];
      // The refused first: a request that was served may change what the next one is about.
      callers.sort((a, b) => Number(may(a.scopes, operation)) - Number(may(b.scopes, operation)));
      const served = [];
      for (const { role, who, scopes } of callers) {
        const { status, raw } = await ask(operation, who, ids);
        if (may(scopes, operation)) served.push(status);
        if (OWNED.includes(nameOf(operation)) && role !== "viewer")
          expect([role, status]).toEqual([role, 404]);
        else if (may(scopes, operation)) expect([200, 201, 409, 422], `${role}: ${raw}`).toContain(status);
        else expect([role, status]).toEqual([role, 403]);
      }
      expect(served[0]).toBe(operation.spec.status ?? 200);
    });

    it("tells a key of another project nothing, and does nothing for it", async () => {
      const { ids } = await aWorld();
      const state = async () => [
        await rows`SELECT id, version, state, fence FROM tasks WHERE project_id = ${ids.project} ORDER BY id`,
        await rows`SELECT id, version, phase FROM tickets WHERE project_id = ${ids.project} ORDER BY id`,
        await rows`SELECT id, version, state, last_heartbeat_at FROM agents WHERE project_id = ${ids.project} ORDER BY id`,
        await rows`SELECT id, lease_until, ended_at FROM attempts WHERE project_id = ${ids.project} ORDER BY id`,
        await rows`SELECT id, size_bytes FROM artifacts WHERE project_id = ${ids.project} ORDER BY id`,
        await rows`SELECT id FROM events WHERE project_id = ${ids.project} ORDER BY id`,
        await rows`SELECT id, ended_at FROM holds WHERE project_id = ${ids.project} ORDER BY id`,
        await rows`SELECT id, ended_at FROM priority_overrides WHERE project_id = ${ids.project} ORDER BY id`,
        await rows`SELECT id, ended_at FROM capacity_reservations WHERE project_id = ${ids.project} ORDER BY id`,
      ];
      const before = await state();
      const there = await ask(operation, { key: foreign }, ids);
      const absent = await ask(operation, { key: foreign }, ABSENT);
      if (!may(foreign.actor.scopes, operation)) {
        expect([there.status, absent.status]).toEqual([403, 403]);
      } else if (JSON.stringify(REQUESTS[nameOf(operation)]?.(ABSENT)).includes("_7zzz")) {
        expect([there.status, absent.status]).toEqual([404, 404]);
        expect(there.raw.replace(there.problem.requestId, "")).toBe(
          absent.raw.replace(absent.problem.requestId, ""),
        );
      } else {
        expect(there.status).toBe(operation.spec.status ?? 200);
        for (const id of Object.values(ids)) if (id.includes("_")) expect(there.raw).not.toContain(id);
      }
      expect(await state()).toEqual(before);
    });
  },
);
