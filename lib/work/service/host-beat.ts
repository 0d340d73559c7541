import { type Actor, requireScope } from "@/lib/platform/auth/actor";
import { confirmKey } from "@/lib/platform/auth/service";
import { type Tx, transact } from "@/lib/platform/db/transact";
import { AppError } from "@/lib/platform/errors";
import { pollUntil } from "@/lib/platform/events/poll";
import type { HostHeartbeat, HostHeartbeatReply, HostRequest } from "../schema";
import * as requests from "../store/host-requests";
import * as store from "../store/hosts";
import {
  aboutRequest,
  lockOwnHost,
  recordEnd,
  recordFailure,
  retireHost,
  startDraining,
  tell,
} from "./hosts";
import { recordAct } from "./record";

const WAKING = new Set([
  "host.start_requested",
  "host.draining",
  "host.start_expired",
  "host.start_cancelled",
]);
/** A signal lost between replicas costs at most this long. */
const LOOK_AGAIN_MS = 5000;

/**
 * A sign of life of a host that says what it runs, and learns which agents to start and which to end. With `waitMs`
 * the reply stays open until there is something to do. What is handed out is accepted; it is handed out again until
 * the host names it.
 */
export async function beatHost(
  actor: Actor,
  hostId: string,
  input: HostHeartbeat,
  signal?: AbortSignal,
): Promise<HostHeartbeatReply> {
  requireScope(actor, "work:run");
  let latest: HostHeartbeatReply | null = null;
  const found = await pollUntil(
    async () => {
      latest = await look(actor, hostId, input, { isBeat: latest === null });
      return isNews(input, latest) ? latest : null;
    },
    {
      matches: ({ topic, id }) => WAKING.has(topic) && id === hostId,
      waitMs: input.waitMs,
      everyMs: LOOK_AGAIN_MS,
      signal,
    },
  );
  return found ?? latest ?? { requests: [], stop: [], drain: false };
}

function isNews(input: HostHeartbeat, { requests: given, stop, drain }: HostHeartbeatReply): boolean {
  return given.length > 0 || stop.length > 0 || (drain && !input.isDraining);
}

function look(
  actor: Actor,
  hostId: string,
  input: HostHeartbeat,
  { isBeat }: { isBeat: boolean },
): Promise<HostHeartbeatReply> {
  return transact("host.heartbeat", async (tx) => {
    await confirmKey(tx, actor);
    const host = await lockOwnHost(tx, actor, hostId);
    if (host.state === "retired") {
      throw new AppError("invalid_state", "This host is retired; register it again.", {
        facts: { state: host.state },
      });
    }
    const named = input.running.map(({ requestId }) => requestId);
    if (isBeat) await noteRunning(tx, actor, host, named);
    const drain = host.state === "draining" || input.isDraining;
    if (drain) await drainFurther(tx, actor, host, input, named);
    const given = drain ? [] : await handOut(tx, actor, hostId, named);
    const over = (await requests.findRequests(tx, hostId, named)).filter(({ status }) => OVER.has(status));
    return { requests: given, stop: over.map(({ id }) => id), drain };
  });
}

const OVER = new Set<HostRequest["status"]>(["failed", "expired", "cancelled"]);

async function noteRunning(tx: Tx, actor: Actor, host: store.LockedHost, named: string[]): Promise<void> {
  await store.touchHost(tx, host.id);
  if (host.isOffline) await tell(tx, actor, "host.online", [host]);
  await requests.reviveNamed(tx, host.id, named);
  for (const ended of await requests.endUnnamed(tx, host.id, named)) await recordEnd(tx, actor, ended);
}

/** Nothing more is started. A host that says so itself has dropped what it does not name, and with nothing left it ends. */
async function drainFurther(
  tx: Tx,
  actor: Actor,
  host: store.HostOwner,
  { isDraining }: HostHeartbeat,
  named: string[],
): Promise<void> {
  if (!isDraining) return;
  await startDraining(tx, actor, host);
  const change = { to: "failed", isEnded: true, detail: "The host is draining." } as const;
  for (const dropped of await requests.listUnnamed(tx, host.id, named)) {
    if (!(await requests.moveRequest(tx, dropped.id, ["requested", "accepted"], change))) continue;
    await recordFailure(tx, actor, { ...dropped, detail: change.detail });
  }
  if (named.length > 0) return;
  if (await store.moveHost(tx, host.id, ["draining"], "retired")) await retireHost(tx, actor, host);
}

/** Accepts what waits; what was accepted before and is not named has been lost on its way, and is given again. */
async function handOut(tx: Tx, actor: Actor, hostId: string, named: string[]): Promise<HostRequest[]> {
  const waiting = await requests.listUnnamed(tx, hostId, named);
  for (const request of waiting) {
    const change = { to: "accepted", isEnded: false } as const;
    if (!(await requests.moveRequest(tx, request.id, ["requested"], change))) continue;
    await recordAct(tx, actor, { type: "host.start_accepted", ...aboutRequest(request) });
  }
  const given = waiting.map(({ id }) => id);
  return (await requests.findRequests(tx, hostId, given)).reverse();
}
