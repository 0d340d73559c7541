// What is asked for over the API, as plain values that can be handed to another process and answered there.
import { POST as approve } from "@/app/api/v1/guardian/actions/[id]/approve/route";
import { POST as extend } from "@/app/api/v1/guardian/actions/[id]/extend/route";
import { POST as reject } from "@/app/api/v1/guardian/actions/[id]/reject/route";
import { POST as revert } from "@/app/api/v1/guardian/actions/[id]/revert/route";
import { POST as cancel_task } from "@/app/api/v1/guardian/intervention/cancel-task/route";
import { POST as override_priority } from "@/app/api/v1/guardian/intervention/override-priority/route";
import { POST as pause } from "@/app/api/v1/guardian/intervention/pause/route";
import { POST as quarantine_agent } from "@/app/api/v1/guardian/intervention/quarantine-agent/route";
import { POST as reallocate } from "@/app/api/v1/guardian/intervention/reallocate/route";
import { POST as replace_agent } from "@/app/api/v1/guardian/intervention/replace-agent/route";
import type { RouteHandler } from "@/lib/platform/http/route";
import { toRequest } from "../../support/request";

const interventions = { cancel_task, override_priority, reallocate, pause, quarantine_agent, replace_agent };
const ROUTES = { ...interventions, approve, reject, revert, extend };

export interface Asking {
  route: keyof typeof ROUTES;
  /** The action's id, where it is about one. */
  id: string | null;
  body: Record<string, unknown>;
  person: { cookie: string };
  idempotencyKey: string;
}

export interface Answer {
  status: number;
  isReplayed: boolean;
  body: Record<string, unknown>;
}

/** Has this process's routes answer. */
export async function answer({ route, id, body, person, idempotencyKey }: Asking): Promise<Answer> {
  const path = `/api/v1/guardian/${route}/${id}`;
  const headers = { "idempotency-key": idempotencyKey };
  const request = toRequest({ method: "POST", path, body, person, headers });
  const handler: RouteHandler = ROUTES[route];
  const reply = await handler(request, { params: Promise.resolve(id ? { id } : undefined) });
  const isReplayed = reply.headers.get("idempotency-replayed") === "true";
  return { status: reply.status, isReplayed, body: await reply.json() };
}
