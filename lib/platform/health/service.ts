import { setTimeout as delay } from "node:timers/promises";
import { listMigrations } from "../db/migrate";
import { read } from "../db/transact";
import { log } from "../log";
import { stopping } from "../stop";
import { type AppliedMigration, listAppliedMigrations } from "./store";

const ANSWER_WITHIN_MS = 2000;

export interface Readiness {
  status: "ready" | "not ready";
  /** Why not, for whoever reads the probe; nothing in it is secret. */
  reasons: string[];
}

/** Whether requests can be served: not stopping, the database answers, and it has this build's migrations. */
export async function checkReadiness(): Promise<Readiness> {
  const reasons = stopping().aborted ? ["This process is stopping."] : [];
  reasons.push(...(await checkDatabase()));
  return { status: reasons.length === 0 ? "ready" : "not ready", reasons };
}

/** What this build needs and the database has not got. */
export function missingMigrations(applied: readonly AppliedMigration[]): string[] {
  const names = new Set(applied.map(({ name }) => name));
  return listMigrations().filter((name) => !names.has(name));
}

async function checkDatabase(): Promise<string[]> {
  const done = new AbortController();
  const late = delay(ANSWER_WITHIN_MS, null, { signal: done.signal, ref: false }).catch(() => null);
  try {
    const applied = await Promise.race([read(listAppliedMigrations), late]);
    if (applied === null) return [`The database did not answer within ${ANSWER_WITHIN_MS / 1000} s.`];
    const missing = missingMigrations(applied);
    return missing.length > 0 ? [`The database lacks migrations of this build: ${missing.join(", ")}.`] : [];
  } catch (error) {
    log().error({ err: error }, "not ready");
    return ["The database does not answer. The log says why."];
  } finally {
    done.abort();
  }
}
