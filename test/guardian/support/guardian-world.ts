// A small fleet with guardians above it: what they lay over the queue, said once more for the queue's model.
import { expect } from "vitest";
import type { ActionStatus, Intervention } from "@/lib/guardian/schema";
import type { Actor } from "@/lib/platform/auth/actor";
import { RegisterHost } from "@/lib/work/schema";
import * as work from "@/lib/work/service";
import { unique } from "../../support/makers";
import { rows } from "../../support/sql";
import type { ModelAgent, ModelTask, Scope } from "../../work/support/queue-model";
import { Walk } from "../../work/support/walk";
import { aLead, aWatchdogKey, guardianTick } from "./calls";

/** One thing that an action did, as far as it lasts or can be taken back. */
export type ModelEffect =
  | { kind: "hold" | "priority_override" | "capacity_reservation"; id: string }
  | { kind: "agent_quarantined"; agent: ModelAgent }
  | { kind: "agent_started"; request: ModelRequest }
  | { kind: "task_cancelled"; task: ModelTask }
  | { kind: "task_stopped"; task: ModelTask };

/** An agent that a host was asked for. */
export interface ModelRequest {
  id: string;
  old: ModelAgent;
  state: "open" | "done" | "over";
  fresh: ModelAgent | null;
  /** Its action has let go of it: the agent may live on. */
  isLetGo: boolean;
}

export interface ModelAction {
  id: string;
  status: ActionStatus;
  by: Actor;
  hash: string;
  intervention: Intervention;
  /** What it was asked for, where it was for a scope. */
  scope: Scope | null;
  effects: ModelEffect[];
  isTimeOver: boolean;
}

/** What lasts: an action that laid it is over when all of it has ended. */
const LASTING = new Set<ModelEffect["kind"]>([
  ...(["hold", "priority_override", "capacity_reservation"] as const),
  ...(["agent_quarantined", "agent_started"] as const),
]);

export class GuardianWorld {
  readonly walk: Walk;
  readonly leads: [Actor, Actor];
  readonly key: Actor;
  readonly hostId: string;
  readonly actions: ModelAction[] = [];
  readonly requests: ModelRequest[] = [];
  /** Whose quarantine it is, where it is an action's. */
  readonly quarantines = new Map<ModelAgent, ModelAction>();

  private constructor(walk: Walk, leads: [Actor, Actor], hostId: string) {
    this.walk = walk;
    this.leads = leads;
    this.key = aWatchdogKey(walk.project.id);
    this.hostId = hostId;
  }

  static async begin(): Promise<GuardianWorld> {
    const walk = await Walk.begin();
    const templates = [{ name: "plain" }, { name: "gpu", capabilities: ["gpu"], capacity: 2 }];
    const input = RegisterHost.parse({ name: unique("host"), agentsMax: 4, templates });
    const { host } = await work.registerHost(walk.key.actor, input);
    return new GuardianWorld(walk, [aLead(1), aLead(2)], host.id);
  }

  get model() {
    return this.walk.model;
  }

  stands(action: ModelAction, effect: ModelEffect): boolean {
    const { holds, overrides, reservations } = this.model;
    const among = (list: { id: string }[], id: string) => list.some((one) => one.id === id);
    if (effect.kind === "hold") return among(holds, effect.id);
    if (effect.kind === "priority_override") return among(overrides, effect.id);
    if (effect.kind === "capacity_reservation") return among(reservations, effect.id);
    if (effect.kind === "agent_quarantined") return this.quarantines.get(effect.agent) === action;
    if (effect.kind === "agent_started") return isStanding(effect.request);
    return false;
  }

  /** A quarantine that somebody else has lifted is no longer the action's, even if the agent is in another. */
  noteHands(): void {
    for (const agent of this.quarantines.keys()) {
      if (agent.state !== "quarantined") this.quarantines.delete(agent);
    }
  }

  /** Takes back what of the action still stands; whatever else is there stays. */
  undo(action: ModelAction): void {
    const { model } = this;
    for (const effect of action.effects) {
      if (!this.stands(action, effect)) continue;
      const others = <T extends { id: string }>(list: T[]) =>
        list.filter(({ id }) => !("id" in effect) || id !== effect.id);
      if (effect.kind === "hold") model.holds = others(model.holds);
      if (effect.kind === "priority_override") model.overrides = others(model.overrides);
      if (effect.kind === "capacity_reservation") model.reservations = others(model.reservations);
      if (effect.kind === "agent_quarantined") {
        effect.agent.state = "active";
        this.quarantines.delete(effect.agent);
      }
      if (effect.kind === "agent_started") this.#retire(effect.request);
    }
  }

  #holdOf(action: ModelAction) {
    const [effect] = action.effects;
    return effect?.kind === "hold" ? this.model.holds.find(({ id }) => id === effect.id) : undefined;
  }

  /** Lets go of a share of what the action holds, in percent. */
  letGo(action: ModelAction, percent: number): void {
    const hold = this.#holdOf(action);
    if (hold) hold.released = percent;
  }

  /** A tenth, then half, then all. */
  releaseFurther(action: ModelAction): void {
    if (this.#holdOf(action)?.released === 10) this.letGo(action, 50);
    else this.undo(action);
  }

  /** At which stage each task comes back: the product has it follow from the task's id. */
  async learnShares(): Promise<void> {
    const { shares, tasks } = this.model;
    if (tasks.every(({ id }) => shares.has(id))) return;
    const found = await rows<{ id: string; share: number }>`
      SELECT id, ((hashtext(id)::bigint + 2147483648) % 100)::int AS share FROM tasks
      WHERE project_id = ${this.walk.project.id}`;
    for (const { id, share } of found) shares.set(id, share);
  }

  /** It finishes what it has; where its agent has not come, it is not wanted any more. */
  #retire(request: ModelRequest): void {
    if (request.state === "open") request.state = "over";
    else if (request.fresh && request.fresh.state !== "retired") request.fresh.state = "draining";
  }

  /** The action's time is over: as if it was taken back, but a new agent stays where the old one is gone. */
  #end(action: ModelAction): void {
    const [started] = action.effects.filter((effect) => effect.kind === "agent_started");
    if (started) {
      const { request } = started;
      if (isStanding(request) && !request.old.silent) this.#retire(request);
      request.isLetGo = true;
    }
    this.undo(action);
  }

  /** Everything that time brings about, in both rooms. */
  async tick(): Promise<"done"> {
    for (let round = 0; round < 2; round += 1) {
      await this.walk.tick();
      this.noteHands();
      await guardianTick();
      for (const action of this.actions) this.#settle(action);
    }
    return "done";
  }

  #settle(action: ModelAction): void {
    if (!["executing", "executed", "reverting"].includes(action.status)) return;
    if (action.status === "executed") letGoOfHeirs(action);
    if (action.isTimeOver && action.status === "executed") this.#end(action);
    const isComing = action.effects.some(
      (effect) => effect.kind === "agent_started" && effect.request.state === "open",
    );
    if (action.status === "executing" && !isComing) action.status = "executed";
    const lasting = action.effects.filter(({ kind }) => LASTING.has(kind));
    if (lasting.length === 0 || lasting.some((effect) => this.stands(action, effect))) return;
    action.status = "reverted";
  }

  /** Holds what is known of each action to what the model says. */
  async compareActions(): Promise<void> {
    const ids = this.actions.map(({ id }) => id).sort();
    const found = await rows<{ id: string; status: string }>`
      SELECT id, status FROM guardian_actions WHERE id = ANY(${ids}) ORDER BY id`;
    const expected = this.actions.map(({ id, status }) => ({ id, status }));
    expect(found).toEqual(expected.sort((a, b) => (a.id < b.id ? -1 : 1)));
  }
}

function isStanding({ state, fresh, isLetGo }: ModelRequest): boolean {
  return !isLetGo && (state === "open" || (state === "done" && fresh?.state !== "retired"));
}

/** One whose agent before it is retired has its place for good. */
function letGoOfHeirs({ effects }: ModelAction): void {
  for (const effect of effects) {
    if (effect.kind !== "agent_started") continue;
    const { request } = effect;
    if (request.state === "done" && request.old.state === "retired") request.isLetGo = true;
  }
}
