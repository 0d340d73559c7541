// Runner processes that are killed and stopped at random, and what must be true once they have done their work.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { ApiCall } from "@/lib/client/http";
import { EventsPage } from "@/lib/platform/events/schema";
import { AgentsPage, CreatedTasks, TasksPage } from "@/lib/work/schema";
import { childEnv } from "./environment";

export interface FleetOptions {
  url: string;
  key: string;
  /** The omoios command, one file. */
  cli: string;
  runners: number;
  capacity: number;
  /** What sh runs for each task. */
  script: string;
  /** Where each runner keeps its state. */
  dir: string;
  /** How long at most a runner is left alone (half of it at least), and how long at most it stays stopped. */
  calmMs: number;
  stoppedMs: number;
}

export class ChaosFleet {
  readonly counts = { kills: 0, stops: 0, exits: 0 };
  readonly #options: FleetOptions;
  readonly #living = new Map<number, ChildProcess>();
  readonly #loops: Promise<void>[];
  #isOver = false;

  constructor(options: FleetOptions) {
    this.#options = options;
    this.#loops = Array.from({ length: options.runners }, (_, n) => this.#live(n));
  }

  /** One runner's life: each end is followed by a start with the same name and the same state. */
  async #live(n: number): Promise<void> {
    const { calmMs, stoppedMs } = this.#options;
    while (!this.#isOver) {
      const child = this.#start(n);
      const ended = once(child, "exit").then(() => true);
      while (!(await Promise.race([ended, sleep((1 + Math.random()) * (calmMs / 2), false)]))) {
        if (this.#isOver) return;
        if (Math.random() < 0.5) {
          this.counts.kills += 1;
          child.kill("SIGKILL");
          await ended;
        } else {
          this.counts.stops += 1;
          child.kill("SIGSTOP");
          await Promise.race([ended, sleep(Math.random() * stoppedMs)]);
          child.kill("SIGCONT");
        }
      }
      if (child.signalCode !== "SIGKILL") this.counts.exits += 1;
      await sleep(Math.random() * 300);
    }
  }

  #start(n: number): ChildProcess {
    const { url, key, cli, capacity, script, dir } = this.#options;
    const state = join(dir, `runner-${n}`);
    mkdirSync(state, { recursive: true });
    const own = [
      "--name",
      `chaos-${n}`,
      "--capacity",
      String(capacity),
      "--state-dir",
      state,
      "--workdir",
      state,
    ];
    const args = [cli, "worker", "--url", url, ...own, "--", "sh", "-c", script];
    const child = spawn(process.execPath, args, { env: childEnv({ OMOI_KEY: key }), stdio: "ignore" });
    this.#living.set(n, child);
    return child;
  }

  /** Ends the disturbance and the runners. */
  async stop(): Promise<void> {
    this.#isOver = true;
    for (const child of this.#living.values()) {
      child.kill("SIGCONT");
      child.kill("SIGTERM");
    }
    const gone = [...this.#living.values()].map(async (child) => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const late = setTimeout(() => child.kill("SIGKILL"), 5000);
      await once(child, "exit");
      clearTimeout(late);
    });
    await Promise.all([...gone, ...this.#loops]);
  }
}

/** Creates so many tasks on the ticket, each with attempts enough for a fleet that keeps dying. */
export async function addTasks(call: ApiCall, ticketId: string, count: number): Promise<void> {
  for (let done = 0; done < count; done += 500) {
    const row = { ticketId, title: "chaos", maxAttempts: 20 };
    const tasks = Array(Math.min(500, count - done)).fill(row);
    await call({ method: "POST", path: "/tasks/batch", body: { tasks }, reply: CreatedTasks });
  }
}

/** Asks again while the server is away. */
export async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await ask();
    } catch (error) {
      if (tries >= 50) throw error;
      await sleep(200);
    }
  }
}

/** Waits until nothing is open any more; returns how long that took, or null after the limit. */
export async function untilFinished(call: ApiCall, ticket: string, limitMs: number): Promise<number | null> {
  const query = { ticket, state: "pending,claimed,running", limit: 1 };
  const start = performance.now();
  for (;;) {
    const open = await patiently(() => call({ method: "GET", path: "/tasks", query, reply: TasksPage }));
    const ms = performance.now() - start;
    if (open.items.length === 0) return ms;
    if (ms > limitMs) return null;
    await sleep(200);
  }
}

export interface Outcome {
  /** Tasks by state. */
  states: Record<string, number>;
  attempts: number;
  /** Tasks that more than one completion was accepted of, or none although they are completed. */
  wronglyCounted: string[];
  /** Attempts that agents still seem to hold. */
  load: number;
}

/** What became of the tasks, from the tasks themselves and from the events. */
export async function readOutcome(call: ApiCall, ticket: string): Promise<Outcome> {
  const states: Record<string, number> = {};
  const completed = new Set<string>();
  let attempts = 0;
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const query = { ticket, limit: 200, cursor };
    const page: TasksPage = await call({ method: "GET", path: "/tasks", query, reply: TasksPage });
    for (const task of page.items) {
      states[task.state] = (states[task.state] ?? 0) + 1;
      attempts += task.attemptCount;
      if (task.state === "completed") completed.add(task.id);
    }
    cursor = page.nextCursor;
  }
  const accepted = new Map<string, number>();
  for (let before: string | null | undefined; before !== null; ) {
    const query = { type: "task.completed", limit: 200, before };
    const page: EventsPage = await call({ method: "GET", path: "/events", query, reply: EventsPage });
    for (const { entity } of page.items) accepted.set(entity, (accepted.get(entity) ?? 0) + 1);
    before = page.olderCursor;
  }
  const known = [...new Set([...completed, ...accepted.keys()])];
  const wronglyCounted = known.filter((id) => accepted.get(id) !== (completed.has(id) ? 1 : 0));
  const agents = await call({ method: "GET", path: "/agents", query: { limit: 200 }, reply: AgentsPage });
  const load = agents.items.reduce((sum, agent) => sum + agent.load, 0);
  return { states, attempts, wronglyCounted, load };
}
