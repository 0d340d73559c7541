import type { Actor } from "@/lib/platform/auth/actor";
import type { Tx } from "@/lib/platform/db/transact";
import { AppError } from "@/lib/platform/errors";
import { PRIORITY_RANK, type Priority } from "@/lib/work/schema";
import {
  entityOf,
  getTargetTicket,
  layReservation,
  listSlotSources,
  preemptWithin,
  readDemand,
  resolveScope,
  type StoredScope,
} from "@/lib/work/service";
import {
  canDoAny,
  countTakeable,
  type Pick as Picked,
  pickSlots,
  type SlotSource,
  shortOf,
  takesLast,
} from "../../rules/slots";
import type { Intervention, PlannedEffect } from "../../schema";
import type { NewEffect } from "../../store/effects";
import { lockSlots } from "../../store/slots";
import { type Act, type Draft, NOTHING } from "./act";
import { toDone, toStopped } from "./planned";

type Reallocate = Extract<Intervention, { type: "reallocate" }>;

export const reallocate: Act<"reallocate"> = {
  async plan(tx, actor, intervention) {
    const { to, slots } = intervention;
    await lockSlots(tx);
    const scope = await resolveScope(tx, actor, to);
    await requireOpen(tx, intervention);
    const demand = await readDemand(tx, scope);
    const served = to.kind === "priority_at_least" ? to.priority : (demand.lowest ?? "LOW");
    const below = requireLower(intervention, served);
    const sources = await requireSources(tx, actor, intervention, scope);
    const able = sources.map((one) => ({
      ...one,
      isOffered: one.isOffered && canDoAny(one.capabilities, demand.capabilities),
    }));
    const wish = {
      below,
      min: slots.min,
      wanted: slots.prefer ?? slots.max,
      preempt: intervention.preempt,
    };
    const available = countTakeable(able, below);
    if (available < slots.min) throw tooMany(slots.min, available, able, below);
    const picks = pickSlots(able, wish);
    return toDraft(scope, picks, demand.waiting, wish.wanted);
  },

  async carryOut(tx, { actor, owner, reason, seconds }, { to: asked, preempt }, { effects, projectId }) {
    const to = within(asked, projectId);
    await requireOthers(tx, await resolveScope(tx, actor, to), effects);
    const stops = effects.filter(({ kind }) => kind === "task_requeued");
    const attempts = stops.map(({ entity, attemptId = "" }) => ({ taskId: entity, attemptId }));
    const stopped = new Set(preempt ? await preemptWithin(tx, actor, attempts, { reason }) : []);
    const laid: NewEffect[] = stops
      .filter(({ entity }) => stopped.has(entity))
      .map(({ entity, attemptId = "", label }) =>
        toDone({ kind: "task_requeued", entity, label, attemptId }),
      );
    for (const { kind, entity, label, slots = 0 } of effects) {
      if (kind !== "capacity_reservation") continue;
      const input = { agentId: entity, slots, scope: to, reason, expiresInSeconds: seconds };
      const refId = await layReservation(tx, actor, owner, input);
      laid.push({ kind, entity, label, refId, state: "live" });
    }
    return laid;
  },
};

/** An approver may see more projects than who asked: the scope stays what the plan says. */
function within(to: Reallocate["to"], projectId: string | null): Reallocate["to"] {
  const isOpen = to.kind === "phase" || to.kind === "priority_at_least";
  return isOpen && projectId ? { ...to, projectId } : to;
}

/** What was planned a while ago may by now be a project's last slot. */
async function requireOthers(tx: Tx, scope: StoredScope, effects: PlannedEffect[]): Promise<void> {
  const reserved = effects.filter(({ kind }) => kind === "capacity_reservation");
  const given = new Map(reserved.map(({ entity, slots = 0 }) => [entity, slots]));
  if (!takesLast(await listSlotSources(tx, scope), given)) return;
  throw new AppError("invalid_state", "It would leave a project without a slot for its other work.");
}

async function requireOpen(tx: Tx, { to }: Reallocate): Promise<void> {
  if (to.kind !== "ticket") return;
  const { status } = await getTargetTicket(tx, to.ticketId, "LOW");
  if (status === "open") return;
  throw new AppError("invalid_state", `This ticket is ${status} already.`, { facts: { state: status } });
}

/** The rank below which work gives its slots: never that of what they are to serve. */
function requireLower({ from }: Reallocate, served: Priority): number {
  const { priorityBelow } = from;
  if (priorityBelow && PRIORITY_RANK[priorityBelow] > PRIORITY_RANK[served]) {
    const detail = `Slots that serve ${served} and above come from lower work: must be ${served} or lower.`;
    throw new AppError("invalid_request", detail, {
      issues: [{ in: "body", pointer: "/from/priorityBelow", detail }],
      facts: { served },
    });
  }
  return PRIORITY_RANK[priorityBelow ?? served];
}

async function requireSources(tx: Tx, actor: Actor, { from, to }: Reallocate, scope: StoredScope) {
  for (const agentId of from.agentIds ?? []) await resolveScope(tx, actor, { kind: "agent", agentId });
  const sources = (await listSlotSources(tx, scope)).map((one) => ({
    ...one,
    isOffered: from.agentIds?.includes(one.id) ?? true,
  }));
  // A key of one project moves what is that project's.
  const seen = sources.filter(({ projectId }) => actor.projectId === null || projectId === actor.projectId);
  const offered = seen.filter(({ isOffered }) => isOffered);
  const isItself =
    to.kind === "project" &&
    offered.length > 0 &&
    offered.every(({ projectId }) => projectId === to.projectId);
  if (isItself) {
    const detail = "These agents serve this project alone already: nothing would move.";
    throw new AppError("invalid_request", detail, {
      issues: [{ in: "body", pointer: "/to/projectId", detail }],
    });
  }
  return seen;
}

function tooMany(min: number, available: number, agents: SlotSource[], below: number): AppError {
  const detail = shortOf(agents, below, available);
  return new AppError("invalid_state", detail, {
    facts: { available, asked: min },
    issues: [{ in: "body", pointer: "/slots/min", detail }],
  });
}

function toDraft(scope: StoredScope, picks: Picked[], waiting: number, wanted: number): Draft {
  const slots = picks.reduce((sum, pick) => sum + pick.slots, 0);
  const stops = picks.flatMap((pick) => pick.stops);
  // Whoever sees one project must not read of another's tasks in it.
  const isAcross = stops.some(({ projectId }) => projectId !== scope.projectId);
  const reserved = picks.map(
    (pick): PlannedEffect => ({
      kind: "capacity_reservation",
      entity: pick.agentId,
      label: `${scope.label} is served by ${pick.slots === 1 ? "1 slot" : `${pick.slots} slots`} of ${pick.name}`,
      slots: pick.slots,
    }),
  );
  return {
    entity: entityOf(scope),
    label: scope.label,
    projectId: isAcross ? null : scope.projectId,
    targets: [
      scope.kind === "ticket"
        ? { kind: "ticket", id: scope.target, label: scope.label }
        : { kind: "scope", id: null, label: scope.label },
      ...picks.map((pick) => ({ kind: "agent" as const, id: pick.agentId, label: `Agent ${pick.name}` })),
    ],
    effects: [...stops.map(toStopped), ...reserved],
    impact: { ...NOTHING, slots, stops: stops.length },
    ends: stops.map(({ taskId }) => taskId),
    warnings: [
      ...(slots < wanted ? [`${wanted} slots were asked for; ${slots} can be had now.`] : []),
      ...(waiting === 0 ? ["Nothing waits there now: the slots stay free until something does."] : []),
    ],
    isLasting: true,
  };
}
