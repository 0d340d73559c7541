// Who calls, and what their calls are put down to. Both are known for a moment, so that most calls ask no database.
import type { IncomingMessage } from "node:http";
import { type Actor, requireAnyScope } from "@/lib/platform/auth/actor";
import { authenticateKey } from "@/lib/platform/auth/authenticate";
import { hashSecret } from "@/lib/platform/auth/secret";
import { read } from "@/lib/platform/db/transact";
import { AppError } from "@/lib/platform/errors";
import { isChanging, recordForbidden } from "@/lib/platform/http/forbidden";
import { countStranger, findSpentAddress, refuseExceeded, vouchFor } from "@/lib/platform/http/rate-limit";
import { findPlaces, phaseNames } from "@/lib/work/service";
import { type Attribution, attributeAll, type Told } from "../service/attribute";
import { withTasks } from "../service/metered";
import { keyOf } from "./headers";

/** A revoked key is forgotten at once, by a signal; an expired one, or a task that moved, after this long. */
const FRESH_MS = 10_000;
const KEPT_MAX = 10_000;

interface Kept<T> {
  value: T;
  until: number;
}
const actors = new Map<string, Kept<Actor>>();
const places = new Map<string, Kept<Attribution>>();
let forgets = 0;

/** The owner of the request's OmoiOS key, who may have calls metered. Throws `unauthenticated` and `forbidden`. */
export async function identifyCaller(request: IncomingMessage): Promise<Actor> {
  const key = keyOf(request);
  const actor = key === null ? null : await fresh(actors, hashSecret(key), () => authenticate(request, key));
  if (!actor) {
    refuseExceeded(await countStranger(toSent(request, "")));
    const ways = "in the header x-omoi-key, or where the provider's key would be";
    throw new AppError("unauthenticated", `Send an OmoiOS key (omoi_…) ${ways}.`);
  }
  await requireGatewayScope(request, actor);
  return actor;
}

/** Throws `forbidden`, which is on the record as it is for every other route. */
async function requireGatewayScope({ method }: IncomingMessage, actor: Actor): Promise<void> {
  try {
    requireAnyScope(actor, ["work:run", "costs:write"]);
  } catch (error) {
    // The address is the caller's, and may hold a key.
    const path = "/api/gateway";
    const operation = `${method} ${path}`;
    if (isChanging(method)) await recordForbidden({ actor, operation, entity: path, path }, error);
    throw error;
  }
}

/** Only strangers are counted: how often an agent may call its model is the provider's to say, and the budgets'. */
async function authenticate(request: IncomingMessage, key: string): Promise<Actor> {
  const sent = toSent(request, `Bearer ${key}`);
  const spent = await findSpentAddress(sent);
  if (spent) refuseExceeded(spent);
  try {
    const actor = await authenticateKey(`Bearer ${key}`);
    vouchFor(sent);
    return actor;
  } catch (error) {
    if (error instanceof AppError && error.code === "unauthenticated")
      refuseExceeded(await countStranger(sent));
    throw error;
  }
}

function toSent({ headers }: IncomingMessage, authorization: string) {
  const get = (name: string) =>
    name === "authorization" ? authorization : ([headers[name]].flat()[0] ?? null);
  return { headers: { get } };
}

/** What the request's x-omoi headers say that its call is for. */
export function toldBy({ headers }: IncomingMessage): Told {
  const names = {
    taskId: "task",
    ticketId: "ticket",
    agentId: "agent",
    phase: "phase",
    projectId: "project",
  };
  const pairs = Object.entries(names).flatMap(([field, name]) => {
    const value = [headers[`x-omoi-${name}`]].flat()[0]?.trim();
    return value ? [[field, value]] : [];
  });
  return Object.fromEntries(pairs);
}

export const tellsAnything = (told: Told): boolean => Object.keys(told).length > 0;

/** Where the call belongs. Throws for what is not there, is not the actor's, or does not fit together. */
export function placeOf(actor: Actor, told: Told): Promise<Attribution> {
  return fresh(places, [actor.id, JSON.stringify(told)].join("\n"), () =>
    read(async (tx) => {
      const [whole = told] = await withTasks(tx, actor, [{ ...told, occurredAt: new Date() }]);
      const { taskId, ticketId, agentId, projectId } = whole;
      const found = await findPlaces(tx, [taskId, ticketId, agentId, projectId]);
      return attributeAll(actor, [whole], found, phaseNames())[0] as Attribution;
    }),
  );
}

/** Forgets what was known of this key. */
export function forgetCaller(actorId: string): void {
  forgets += 1;
  for (const [hash, { value }] of actors) if (value.id === actorId) actors.delete(hash);
  for (const key of places.keys()) if (key.startsWith(`${actorId}\n`)) places.delete(key);
}

async function fresh<T>(kept: Map<string, Kept<T>>, key: string, load: () => Promise<T>): Promise<T> {
  const known = kept.get(key);
  if (known && known.until > performance.now()) return known.value;
  const seen = forgets;
  const value = await load();
  // What was revoked while this was read may still be valid in it.
  if (seen !== forgets) return value;
  if (kept.size >= KEPT_MAX) kept.clear();
  kept.set(key, { value, until: performance.now() + FRESH_MS });
  return value;
}
