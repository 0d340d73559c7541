// One life of a small fleet, in the queue and in its model alike.
import { expect } from "vitest";
import { AppError } from "@/lib/platform/errors";
import { RegisterAgent } from "@/lib/work/schema";
import * as work from "@/lib/work/service";
import { aKey, aProject, aTicket, type Held, type TestKey } from "../../support/makers";
import { change } from "../../support/sql";
import { take } from "./acts";
import { type ModelAgent, type ModelAttempt, type ModelTask, QueueModel } from "./queue-model";

/** A step of a walk: what is done, and to which; numbers count back from the latest, or choose otherwise. */
export interface Step {
  act: string;
  at: number;
  other: number;
  flag: boolean;
}

/** What became of a step; null when there was nothing to do it to. */
export type Outcome = "done" | "refused" | null;

/** Takes a step on both sides and holds what comes of it to what the model says. */
export type Taker = (walk: Walk, step: Step) => Promise<Outcome>;

export const back = <T>(list: readonly T[], at: number): T | undefined =>
  list.at(-1 - (at % Math.max(1, list.length)));

export class Walk {
  readonly model = new QueueModel();
  readonly project: { id: string };
  readonly tickets: { id: string }[];
  readonly key: TestKey;
  readonly #held = new Map<string, Held>();

  private constructor(project: { id: string }, tickets: { id: string }[], key: TestKey) {
    this.project = project;
    this.tickets = tickets;
    this.key = key;
  }

  static async begin(): Promise<Walk> {
    const project = await aProject();
    const tickets = [await aTicket({ project }), await aTicket({ project })];
    const walk = new Walk(project, tickets, await aKey({ project }));
    for (const [n, capacity] of [1, 2, 4].entries()) {
      const capabilities = n === 0 ? [] : ["gpu"];
      const phaseAffinity = n === 1 ? ["DESIGN"] : [];
      const input = RegisterAgent.parse({ name: `a${n}`, capacity, capabilities, phaseAffinity });
      const { id } = (await work.registerAgent(walk.key.actor, input)).agent;
      const facts = { skills: capabilities, phases: phaseAffinity, capacity, silent: false };
      walk.model.agents.push({ id, ...facts, state: "active" });
    }
    return walk;
  }

  task({ other }: Step): ModelTask | undefined {
    return back(this.model.tasks, other);
  }

  agent({ at }: Step): ModelAgent | undefined {
    return back(this.model.agents, at);
  }

  /** An attempt that was ever claimed, ended or not, with what its runner knows of it. */
  attempt({ at }: Step): { attempt: ModelAttempt; held: Held } | null {
    const attempt = back(this.model.attempts, at);
    const held = attempt && this.#held.get(attempt.id);
    return held ? { attempt, held } : null;
  }

  /** Does it, and expects it to be refused exactly when it may not be. */
  async expect(may: boolean, act: () => Promise<unknown>): Promise<Outcome> {
    const error = await act().then(
      () => null,
      (reason: unknown) => reason,
    );
    if (error !== null && !(error instanceof AppError)) throw error;
    expect(error?.message ?? "done").toEqual(may ? "done" : expect.not.stringMatching(/^done$/));
    return may ? "done" : "refused";
  }

  async claim(agent: ModelAgent, max: number): Promise<Outcome> {
    const wanted = this.model.claim(agent, max);
    let got: Held[] = [];
    const outcome = await this.expect(wanted !== null, async () => {
      got = await take({ agent: { id: agent.id } as Held["agent"], key: this.key }, max);
    });
    expect(got.map(({ task }) => task.id)).toEqual(wanted?.map(({ id }) => id) ?? []);
    for (const [n, one] of got.entries()) {
      this.#held.set(one.ref.attemptId, one);
      this.model.hold(wanted?.[n] as ModelTask, agent, one.ref.attemptId);
    }
    return outcome === "done" && got.length === 0 ? null : outcome;
  }

  async tick(): Promise<Outcome> {
    // What one round brings about may be due for the next, on both sides.
    for (let round = 0; round < 3; round += 1) {
      await work.tick();
      this.model.tick();
    }
    return "done";
  }

  async endBackoffs(): Promise<void> {
    for (const one of this.model.tasks) one.backingOff = false;
    await change`UPDATE tasks SET available_at = now() WHERE project_id = ${this.project.id}`;
  }
}
