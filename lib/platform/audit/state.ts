import { setTimeout as delay } from "node:timers/promises";
import type { Actor } from "../auth/actor";
import { read } from "../db/transact";
import { log } from "../log";
import { requireWhole } from "./export";
import type { AuditState, VerifyAuditQuery } from "./schema";
import { describeSigning } from "./signing";
import { findHead } from "./store/chain";
import { findCheck } from "./store/checks";
import { findLastHead } from "./store/heads";
import { verifyDatabase } from "./verify";

interface Running {
  startedAt: string;
  done: number;
  total: number;
  ended: Promise<void>;
}

// Routes and pages are separate bundles: only globalThis is one.
const holder = globalThis as typeof globalThis & { omoiAuditRun?: Running | undefined };

/** Where the chain stands and what its last verification found; with `fresh`, after a new one. */
export async function getAuditState(actor: Actor, query: VerifyAuditQuery): Promise<AuditState> {
  requireWhole(actor);
  if (query.fresh) {
    const stop = new AbortController();
    await Promise.race([run().ended, delay(query.waitMs, null, { signal: stop.signal }).catch(() => {})]);
    stop.abort();
  }
  const [head, lastHead, lastCheck] = await read(
    async (tx) => [await findHead(tx), await findLastHead(tx), await findCheck(tx)] as const,
  );
  const { startedAt, done, total } = holder.omoiAuditRun ?? {};
  return {
    length: head?.position ?? 0,
    hash: head?.hash ?? "",
    at: head?.at ?? new Date().toISOString(),
    signing: await describeSigning(),
    lastHead,
    lastCheck,
    running:
      startedAt === undefined || done === undefined || total === undefined
        ? null
        : { startedAt, done, total },
  };
}

/** The verification that runs, or a new one: however many people ask, a replica is at one at a time. */
function run(): Running {
  if (holder.omoiAuditRun) return holder.omoiAuditRun;
  const running: Running = {
    ...{ startedAt: new Date().toISOString(), done: 0, total: 0 },
    ended: Promise.resolve(),
  };
  holder.omoiAuditRun = running;
  running.ended = verifyDatabase((done, total) => Object.assign(running, { done, total }))
    .then(({ fault }) => {
      if (fault) log().error({ fault }, "the audit chain is broken");
    })
    .catch((error: unknown) => log().error({ err: error }, "the audit chain could not be verified"))
    .finally(() => {
      holder.omoiAuditRun = undefined;
    });
  return running;
}
