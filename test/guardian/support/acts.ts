// What tests of interventions do again and again, through the routes, as people and keys do.
import { POST as approveRoute } from "@/app/api/v1/guardian/actions/[id]/approve/route";
import { POST as extendRoute } from "@/app/api/v1/guardian/actions/[id]/extend/route";
import { POST as rejectRoute } from "@/app/api/v1/guardian/actions/[id]/reject/route";
import {
  GET as previewRevertRoute,
  POST as revertRoute,
} from "@/app/api/v1/guardian/actions/[id]/revert/route";
import { POST as reviewRoute } from "@/app/api/v1/guardian/actions/[id]/review/route";
import { GET as getRoute } from "@/app/api/v1/guardian/actions/[id]/route";
import { POST as cancelTask } from "@/app/api/v1/guardian/intervention/cancel-task/route";
import { POST as overridePriority } from "@/app/api/v1/guardian/intervention/override-priority/route";
import { POST as pause } from "@/app/api/v1/guardian/intervention/pause/route";
import { POST as quarantineAgent } from "@/app/api/v1/guardian/intervention/quarantine-agent/route";
import { POST as reallocate } from "@/app/api/v1/guardian/intervention/reallocate/route";
import { POST as replaceAgent } from "@/app/api/v1/guardian/intervention/replace-agent/route";
import type { GuardianAction, Intervention, RevertReport } from "@/lib/guardian/schema";
import { call, type Reply } from "../../support/call";
import { aPerson, type TestKey, type TestPerson } from "../../support/makers";
import { rows } from "../../support/sql";

export type By = { person: TestPerson } | { key: TestKey };
type Row = Record<string, unknown>;

const ROUTES: Record<Intervention["type"], typeof pause> = {
  cancel_task: cancelTask,
  override_priority: overridePriority,
  reallocate,
  pause,
  quarantine_agent: quarantineAgent,
  replace_agent: replaceAgent,
};

let lead: Promise<TestPerson> | undefined;
/** A lead who has signed in. */
export async function aLead(): Promise<{ person: TestPerson }> {
  return { person: await aPerson("lead") };
}
async function theLead(): Promise<{ person: TestPerson }> {
  lead ??= aPerson("lead");
  return { person: await lead };
}

/** Asks for an intervention; by a lead, unless somebody else is named. */
export async function intervene(
  type: Intervention["type"],
  body: Row,
  by?: By,
  more: { headers?: Record<string, string> } = {},
): Promise<Reply<GuardianAction>> {
  const caller = by ?? (await theLead());
  const sent = { method: "POST", body: { reason: "test", ...body }, ...caller, ...more };
  return call<GuardianAction>(ROUTES[type], sent);
}

/** The same, which must succeed. */
export async function done(type: Intervention["type"], body: Row, by?: By): Promise<GuardianAction> {
  return (await intervene(type, body, by)).json;
}

const post = async <T>(route: typeof approveRoute, id: string, body: Row, by?: By) =>
  call<T>(route, {
    method: "POST",
    params: { id },
    body,
    ...(by ?? (await theLead())),
  });

export const approve = (action: Pick<GuardianAction, "id" | "planHash">, by: By, body: Row = {}) =>
  post<GuardianAction>(approveRoute, action.id, { planHash: action.planHash, ...body }, by);
export const reject = ({ id }: { id: string }, by: By) =>
  post<GuardianAction>(rejectRoute, id, { reason: "no" }, by);
export const revert = ({ id }: { id: string }, body: Row = {}, by?: By) =>
  post<RevertReport>(revertRoute as typeof approveRoute, id, { reason: "back", ...body }, by);
export const extend = ({ id }: { id: string }, body: Row, by?: By) =>
  post<GuardianAction>(extendRoute, id, { reason: "longer", ...body }, by);
export const review = ({ id }: { id: string }, body: Row, by: By) =>
  post<GuardianAction>(reviewRoute, id, { verdict: "justified", note: "ok", ...body }, by);
export const previewRevert = async ({ id }: { id: string }) =>
  (await call<RevertReport>(previewRevertRoute, { params: { id }, ...(await theLead()) })).json;
export const actionOf = async ({ id }: { id: string }) =>
  (await call<GuardianAction>(getRoute, { params: { id }, ...(await theLead()) })).json;

/** How the effects of a report came out, newest first. */
export const outcomes = ({ effects }: RevertReport) => effects.map(({ outcome }) => outcome);

/** Everything that an intervention could have changed, to show that nothing was. */
export async function standing(projectId: string): Promise<unknown> {
  return {
    tasks:
      await rows`SELECT id, state, effective_priority, fence, version FROM tasks WHERE project_id = ${projectId} ORDER BY id`,
    agents: await rows`SELECT id, state, version FROM agents WHERE project_id = ${projectId} ORDER BY id`,
    holds: await rows`SELECT id, ended_at FROM holds WHERE project_id = ${projectId} ORDER BY id`,
    overrides:
      await rows`SELECT id, ended_at FROM priority_overrides WHERE project_id = ${projectId} ORDER BY id`,
    reservations:
      await rows`SELECT id, ended_at FROM capacity_reservations WHERE project_id = ${projectId} ORDER BY id`,
    actions:
      await rows`SELECT id, status, version FROM guardian_actions WHERE project_id = ${projectId} ORDER BY id`,
  };
}

/** Acts that the trail keeps of somebody, oldest first. */
export async function actsOf(by: By): Promise<string[]> {
  const id = "person" in by ? by.person.id : by.key.id;
  const found = await rows<{ act: string }>`SELECT act FROM audit_entries WHERE actor = ${id} ORDER BY seq`;
  return found.map(({ act }) => act);
}
