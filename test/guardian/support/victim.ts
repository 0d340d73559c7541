// A server process that is killed while it acts, beside this one on the same database.
import { type Child, runChild } from "../../support/child";
import { onServer } from "../../support/server";
import { rows } from "../../support/sql";
import type { Moment } from "./held-commits";
import type { Asking } from "./requests";

const NAME = "victim";
const CODE = `
  const { answer } = await load("test/guardian/support/requests.ts");
  const calls = await load("test/guardian/support/calls.ts");
  const { watchNow } = await load("lib/monitoring/service/watchdog.ts");
  await load("test/guardian/support/held-commits.ts");
  const { createInterface } = await import("node:readline");
  const acts = { ...calls, answer, watchNow };
  say("ready");
  for await (const line of createInterface({ input: process.stdin })) {
    const { name, args } = JSON.parse(line);
    acts[name](...args).then((reply) => say("done " + JSON.stringify(reply ?? null)), (error) => say("refused " + error.message));
  }`;

export interface Victim {
  /** Resolves once it is there to act. */
  ready(): Promise<string>;
  tell(name: string, ...args: unknown[]): void;
  ask(asking: Asking): void;
  /** Resolves with the first line of its output that starts with the word. */
  line: Child["line"];
  /** Kills it; what it had asked the database may go on. */
  kill(): Promise<void>;
}

/** `moment`: where it stops with each commit of an act of governance; without one it goes on. */
export function aVictim(databaseUrl: string, moment?: Moment): Victim {
  const url = `${databaseUrl}?application_name=${NAME}`;
  const own = { DATABASE_URL: url, DATABASE_POOL_MAX: "40", LOG_LEVEL: "silent" };
  const child = runChild(CODE, { ...own, ...(moment ? { VICTIM_MOMENT: moment } : {}) });
  const tell = (name: string, ...args: unknown[]) =>
    void child.process.stdin?.write(`${JSON.stringify({ name, args })}\n`);
  return {
    ready: () => child.line("ready"),
    tell,
    ask: (asking) => tell("answer", asking),
    line: child.line,
    kill: async () => {
      await child.end();
    },
  };
}

interface Backend {
  query: string;
  waitsFor: string;
}

export async function untilVictims(isThere: (backends: Backend[]) => boolean): Promise<void> {
  let found: Backend[] = [];
  for (let looks = 0; looks < 1500; looks += 1) {
    found = await rows<Backend>`
      SELECT query, coalesce(wait_event_type || '.' || wait_event, '') AS "waitsFor" FROM pg_stat_activity
      WHERE application_name = ${NAME} AND datname = current_database()`;
    if (isThere(found)) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`The process did not come to where it was to be killed.\n${JSON.stringify(found)}`);
}

/**
 * Has the victim act, and kills it when `count` acts of governance have come to the moment. In the commit all of them
 * wait for the chain's head, which is let go only when the process is dead.
 */
export async function killAt(
  databaseUrl: string,
  moment: Moment,
  victim: Victim,
  count: number,
  act: () => void,
): Promise<void> {
  await victim.ready();
  await (moment === "in" ? killInCommit(databaseUrl, victim, count, act) : killHeld(victim, count, act));
  await untilGone();
}

export const untilGone = () => untilVictims(({ length }) => length === 0);

async function killHeld(victim: Victim, count: number, act: () => void): Promise<void> {
  act();
  await comeTo(victim, victim.line(`held-${count}`));
  await victim.kill();
}

function killInCommit(databaseUrl: string, victim: Victim, count: number, act: () => void): Promise<void> {
  const isInCommit = ({ query, waitsFor }: Backend) => query === "COMMIT" && waitsFor.startsWith("Lock.");
  const areInCommit = (all: Backend[]) => all.filter(isInCommit).length === count;
  return onServer(databaseUrl, async (client) => {
    await client.query("BEGIN");
    await client.query("SELECT 1 FROM audit_chain_head FOR UPDATE");
    act();
    await comeTo(victim, untilVictims(areInCommit));
    await victim.kill();
    await client.query("ROLLBACK");
  });
}

async function comeTo(victim: Victim, there: Promise<unknown>): Promise<void> {
  const ended = Promise.any(["done", "refused"].map((word) => victim.line(word)));
  await Promise.race([
    there,
    ended.then((what) => {
      throw new Error(`The process was not stopped in time: ${what}`);
    }),
  ]);
}
