// How to call each operation of the API.
import type { CallOptions } from "../../support/call";
import { unique } from "../../support/makers";

/** The records that a request is about. */
export interface Ids {
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
  budget: string;
  recommendation: string;
  alert: string;
  policy: string;
  /** In force; waiting for approval, with its plan; and done without one. */
  action: string;
  proposal: string;
  planHash: string;
  unreviewed: string;
}

const absentId = (prefix: string) => `${prefix}_7zzzzzzzzzzzzzzzzzzzzzzzzz`;
/** Ids that no record has. */
export const ABSENT: Ids = {
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
  budget: absentId("bud"),
  recommendation: absentId("rec"),
  alert: absentId("alrt"),
  policy: "no-such-policy",
  action: absentId("gact"),
  proposal: absentId("gact"),
  planHash: "0".repeat(64),
  unreviewed: absentId("gact"),
};

type Sent = Pick<CallOptions, "params" | "query" | "body">;
const ref = ({ attempt, fence }: Ids) => ({ attemptId: attempt, fence });
const error = { kind: "exit", message: "no", exitCode: 1 };
/** What every overlay says besides what it covers; a key must say when it ends. */
export const ends = { reason: "r", expiresInSeconds: 60 };
export const contentBase64 = Buffer.from("other").toString("base64");

/** A valid request for each operation, about the records named. */
export const REQUESTS: Record<string, (ids: Ids) => Sent> = {
  "GET /agents": () => ({}),
  "POST /agents": ({ project }) => ({ body: { name: unique("a"), projectId: project } }),
  "GET /agents/export": () => ({}),
  "GET /agents/{id}": ({ agent }) => ({ params: { id: agent } }),
  "POST /agents/{id}/drain": ({ agent }) => ({ params: { id: agent } }),
  "POST /agents/{id}/heartbeat": (ids) => ({ params: { id: ids.agent }, body: { attempts: [ref(ids)] } }),
  "GET /alerts": () => ({}),
  "GET /alerts/counts": () => ({}),
  "GET /alerts/export": () => ({}),
  "GET /alerts/{id}": ({ alert }) => ({ params: { id: alert } }),
  "POST /alerts/{id}/acknowledge": ({ alert }) => ({ params: { id: alert }, body: {} }),
  "POST /alerts/{id}/escalate": ({ alert }) => ({ params: { id: alert }, body: { reason: "r" } }),
  "POST /alerts/{id}/resolve": ({ alert }) => ({ params: { id: alert }, body: { note: "n" } }),
  "POST /alerts/{id}/silence": ({ alert }) => ({ params: { id: alert }, body: { seconds: 60 } }),
  "GET /monitoring/metrics": () => ({}),
  "GET /monitoring/rules": () => ({}),
  "GET /monitoring/samples": () => ({ query: { metric: "omoios_tasks" } }),
  "GET /events": () => ({}),
  "GET /events/export": () => ({}),
  "GET /guardian/actions": () => ({}),
  "GET /guardian/actions/export": () => ({}),
  "GET /guardian/actions/{id}": ({ action }) => ({ params: { id: action } }),
  "POST /guardian/actions/{id}/approve": ({ proposal, planHash }) => ({
    params: { id: proposal },
    body: { planHash },
  }),
  "POST /guardian/actions/{id}/extend": ({ action }) => ({ params: { id: action }, body: ends }),
  "POST /guardian/actions/{id}/reject": ({ proposal }) => ({
    params: { id: proposal },
    body: { reason: "r" },
  }),
  "GET /guardian/actions/{id}/revert": ({ action }) => ({ params: { id: action } }),
  "POST /guardian/actions/{id}/revert": ({ action }) => ({ params: { id: action }, body: { reason: "r" } }),
  "POST /guardian/actions/{id}/review": ({ unreviewed }) => ({
    params: { id: unreviewed },
    body: { verdict: "justified", note: "n" },
  }),
  "POST /guardian/intervention/cancel-task": ({ task }) => ({ body: { taskId: task, reason: "r" } }),
  "POST /guardian/intervention/override-priority": ({ ticket }) => ({
    body: { scope: { kind: "ticket", ticketId: ticket }, priority: "CRITICAL", ...ends },
  }),
  "POST /guardian/intervention/pause": ({ ticket }) => ({
    body: { scope: { kind: "ticket", ticketId: ticket }, ...ends },
  }),
  "POST /guardian/intervention/quarantine-agent": ({ agent }) => ({ body: { agentId: agent, ...ends } }),
  "POST /guardian/intervention/reallocate": ({ ticket }) => ({
    body: { to: { kind: "ticket", ticketId: ticket }, slots: { max: 1 }, ...ends },
  }),
  "POST /guardian/intervention/replace-agent": ({ agent }) => ({ body: { agentId: agent, ...ends } }),
  "GET /guardian/notices": () => ({}),
  "POST /guardian/preview": ({ task }) => ({
    body: { intervention: { type: "cancel_task", taskId: task } },
  }),
  "GET /guardian/audit": () => ({}),
  "GET /guardian/audit/export": () => ({}),
  "GET /guardian/audit/verify": () => ({}),
  "GET /guardian/policies": () => ({}),
  "POST /guardian/policies/validate": () => ({ body: { text: "policy: {}" } }),
  "GET /guardian/policies/{name}": ({ policy }) => ({ params: { name: policy } }),
  "PUT /guardian/policies/{name}": ({ policy }) => ({ params: { name: policy }, body: { mode: "off" } }),
  "POST /guardian/policies/{name}/dry-run": ({ policy }) => ({ params: { name: policy }, body: { days: 1 } }),
  "GET /guardian/policies/{name}/firings": ({ policy }) => ({ params: { name: policy } }),
  "GET /guardian/policies/{name}/versions": ({ policy }) => ({ params: { name: policy } }),
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
  "GET /costs/budgets": () => ({}),
  "POST /costs/budgets": ({ ticket }) => ({
    body: { scope: { kind: "ticket", ticketId: ticket }, limit: "5" },
  }),
  "GET /costs/budgets/check": ({ task }) => ({ query: { task } }),
  "GET /costs/budgets/export": () => ({}),
  "GET /costs/budgets/{id}": ({ budget }) => ({ params: { id: budget } }),
  "PATCH /costs/budgets/{id}": ({ budget }) => ({ params: { id: budget }, body: { limit: "6" } }),
  "DELETE /costs/budgets/{id}": ({ budget }) => ({ params: { id: budget } }),
  "GET /costs/forecast": ({ ticket }) => ({ query: { ticket } }),
  "GET /costs/prices": () => ({}),
  "GET /costs/recommendations": () => ({}),
  "GET /costs/recommendations/export": () => ({}),
  "POST /costs/recommendations/look-again": ({ project }) => ({ body: { project } }),
  "POST /costs/recommendations/{id}/accept": ({ recommendation }) => ({
    params: { id: recommendation },
    body: {},
  }),
  "POST /costs/recommendations/{id}/dismiss": ({ recommendation }) => ({
    params: { id: recommendation },
    body: { reason: "r" },
  }),
  "GET /costs/records": () => ({}),
  "POST /costs/records": ({ task }) => ({
    body: { records: [{ externalId: unique("c"), provider: "p", model: "m", tokens: {}, taskId: task }] },
  }),
  "GET /costs/records/export": () => ({}),
  "GET /costs/reconciliation": ({ task }) => ({ query: { task } }),
  "POST /costs/rerate": () => ({ body: { from: "2026-01-01T00:00:00Z", dryRun: true } }),
  "GET /costs/summary": () => ({ query: { by: "ticket" } }),
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
  "POST /webhooks/{id}/send-waiting": ({ webhook }) => ({ params: { id: webhook } }),
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
