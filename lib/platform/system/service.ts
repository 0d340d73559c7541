import { readStanding } from "../audit/standing";
import { type Actor, requireScope } from "../auth/actor";
import { database } from "../db/client";
import { read, type Tx } from "../db/transact";
import { dispatcherLag } from "../events/service";
import { missingMigrations } from "../health/service";
import { listAppliedMigrations } from "../health/store";
import { listStandings, type Standing } from "../webhooks/service";
import { ownReplicaId } from "./replica";
import { findProblems } from "./rules";
import type { System, SystemFacts } from "./schema";
import * as store from "./store";

export { startReplica } from "./replica";

const FRESH_MS = 1000;
const holder = globalThis as typeof globalThis & {
  omoiSystem?: { at: number; facts: Promise<SystemFacts> } | undefined;
};

/** How the installation fares. However many people look, it is read at most once a second by each replica. */
export async function getSystem(actor: Actor): Promise<System> {
  requireScope(actor, "system:read");
  const facts = await readFacts();
  const findings = findProblems(facts);
  return { ...facts, state: findings.length > 0 ? "degraded" : "ok", findings, answeredBy: ownReplicaId() };
}

async function readFacts(): Promise<SystemFacts> {
  const cached = holder.omoiSystem;
  if (cached && performance.now() - cached.at < FRESH_MS) return cached.facts;
  const facts = read(gather);
  const entry = { at: performance.now(), facts };
  holder.omoiSystem = entry;
  facts.catch(() => {
    if (holder.omoiSystem === entry) holder.omoiSystem = undefined;
  });
  return facts;
}

async function gather(tx: Tx): Promise<SystemFacts> {
  const { kind } = await database();
  // Measured alone: among the others it would measure the wait for a connection.
  const latencyMs = await store.measureLatency(tx);
  const [facts, applied, tables, jobs, newestAt, replicas, lag, webhooks, audit] = await Promise.all([
    store.readDatabase(tx),
    listAppliedMigrations(tx),
    store.listTableSizes(tx),
    store.listJobQueues(tx),
    store.findNewestEvent(tx),
    store.listReplicas(tx),
    dispatcherLag(),
    listStandings(tx),
    readStanding(tx),
  ]);
  const { version, sizeBytes, used, max, now } = facts;
  return {
    at: now.toISOString(),
    database: {
      kind,
      version,
      sizeBytes,
      latencyMs,
      connections: kind === "server" ? { used, max } : null,
      migrations: { applied, missing: missingMigrations(applied) },
      tables,
    },
    jobs,
    events: { ...lag, newestAt },
    webhooks: webhooks.map(toWebhook),
    replicas,
    audit,
  };
}

function toWebhook({ id, name, health, failingSeconds, pending, lastSuccessAt, trouble }: Standing) {
  return {
    ...{ id, name, health, failingSeconds, waiting: pending, trouble },
    lastSuccessAt: lastSuccessAt?.toISOString() ?? null,
  };
}
