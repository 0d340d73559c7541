// What a policy would have done: the engine's own core, asked about one past instant after another.
import type { AlertFacts } from "@/lib/monitoring/schema";
import type { FactValues } from "../../cel/environment";
import type { Intervention } from "../../schema";
import type { CompiledPolicy } from "./compile";
import { evaluate, type Match } from "./evaluate";
import type { History } from "./history";
import { AgentReplay } from "./replay-agents";
import { TaskReplay } from "./replay-tasks";
import { resolveAct, Unresolved } from "./resolve";
import { type Known, type Snapshot, toSnapshot } from "./snapshot";
import type { Belongings } from "./subject";

interface PastFiring {
  at: Date;
  subject: string;
  subjectLabel: string;
  endedAt: Date | null;
  facts: Record<string, FactValues>;
  interventions: Intervention[];
  refusals: string[];
  isBeyondLimits: boolean;
}

export interface DryRunResult {
  looks: number;
  undecided: number;
  firings: PastFiring[];
}

const HOUR_MS = 3_600_000;
const STEPS = [15, 30, 60, 120, 300, 600, 900, 1800, 3600];
const LOOKS_MAX = 3000;
/** Facts of tasks that are worked out in all: a second or two. */
const WORK_MAX = 1_500_000;

/** How far apart the looks must be, so that all of them together take no longer than a person waits. */
export function stepFor({ from, to, tasks, agents }: History): number {
  const spanMs = to.getTime() - from.getTime();
  const livedMs = tasks.reduce((sum, { enqueuedAt, finishedAt }) => {
    const begin = Math.max(enqueuedAt.getTime(), from.getTime());
    return sum + Math.max(0, (finishedAt ?? to).getTime() - begin);
  }, 0);
  const things = 1 + livedMs / Math.max(1, spanMs) + agents.length;
  const looks = Math.min(LOOKS_MAX, Math.max(10, WORK_MAX / things));
  return STEPS.find((step) => spanMs / (step * 1000) <= looks) ?? STEPS.at(-1) ?? 3600;
}

/** Asks once for each step; yields after each, so that others get their turn. */
export function* dryRun(
  policy: CompiledPolicy,
  history: History,
  stepSeconds: number,
): Generator<void, DryRunResult> {
  const result: DryRunResult = { looks: 0, undecided: 0, firings: [] };
  const matches = new Map<string, Match>();
  const world = new World(policy, history);
  const { name, limits } = policy.document;
  const endMs = history.to.getTime();
  // The last look is at the end, whatever is left of a step: what holds now is never missed.
  for (let ms = history.from.getTime(); ; ms = Math.min(ms + stepSeconds * 1000, endMs)) {
    const at = new Date(ms);
    for (const subject of world.triggeredBy(at)) {
      if (!matches.has(subject)) {
        matches.set(subject, { policy: name, subject, since: at, firedAt: null, retryAt: null });
      }
    }
    const decisions = evaluate([policy], world.at(at), [...matches.values()]);
    result.looks += 1;
    if (decisions.faults.length > 0) result.undecided += 1;
    for (const { subject } of decisions.ended) {
      matches.delete(subject);
      const open = result.firings.findLast((one) => one.subject === subject && one.endedAt === null);
      if (open) open.endedAt = at;
    }
    for (const { subject } of decisions.begun) {
      matches.set(subject, { policy: name, subject, since: at, firedAt: null, retryAt: null });
    }
    for (const { subject, facts } of decisions.due) {
      const match = matches.get(subject.id);
      if (match) match.firedAt = at;
      const lately = result.firings.filter((one) => one.at.getTime() > ms - HOUR_MS && !one.isBeyondLimits);
      result.firings.push({
        at,
        subject: subject.id,
        subjectLabel: subject.label,
        endedAt: null,
        facts,
        ...resolveAll(policy, subject.belongings),
        isBeyondLimits: lately.length >= limits.per_hour,
      });
    }
    if (ms >= endMs) return result;
    yield;
  }
}

function resolveAll(
  { document }: CompiledPolicy,
  of: Belongings,
): Pick<PastFiring, "interventions" | "refusals"> {
  const interventions: Intervention[] = [];
  const refusals: string[] = [];
  for (const act of document.actions) {
    try {
      interventions.push(resolveAct(act, of));
    } catch (error) {
      if (!(error instanceof Unresolved)) throw error;
      refusals.push(error.message);
    }
  }
  return { interventions, refusals };
}

/** The past, as far as the policy asks about it. */
class World {
  readonly #history: History;
  readonly #tasks: TaskReplay;
  readonly #agents: AgentReplay;
  readonly #needs: (kind: string) => boolean;
  #event = 0;

  constructor({ condition, about, document }: CompiledPolicy, history: History) {
    this.#history = history;
    this.#tasks = new TaskReplay(history);
    this.#agents = new AgentReplay(history);
    const kinds = new Set<string>([
      ...condition.wholeFacts.map((fact) => fact.slice(0, fact.indexOf("."))),
      about,
      ...(about === "entity" || about === "alert" ? ["task", "agent"] : []),
      ...(document.trigger.alert ? ["alert"] : []),
    ]);
    this.#needs = (kind) => kinds.has(kind);
  }

  /** What events that triggered it were about, since the last time it was asked. */
  triggeredBy(at: Date): string[] {
    const subjects: string[] = [];
    for (; (this.#history.events[this.#event]?.at ?? at) < at; this.#event += 1) {
      subjects.push(...(this.#history.events[this.#event]?.subjects ?? []));
    }
    return subjects;
  }

  at(at: Date): Snapshot {
    this.#tasks.moveTo(at);
    const needs = this.#needs;
    const known: Known = {
      at,
      whole: {
        ...(needs("queue") ? { queue: this.#tasks.queue(at) } : {}),
        ...(needs("agents") ? { agents: this.#agents.whole(at) } : {}),
        ...(needs("spend") ? { spend: this.#spend(at) } : {}),
      },
      ...(needs("task") ? { task: this.#tasks.tasks(at) } : {}),
      ...(needs("agent") ? { agent: this.#agents.agents(at) } : {}),
      ...(needs("alert") ? { alert: this.#alerts(at) } : {}),
    };
    return toSnapshot(known);
  }

  #spend(at: Date): FactValues {
    const midnight = Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate());
    const sumSince = (ms: number) =>
      this.#history.spend
        .filter((step) => step.at.getTime() >= ms && step.at < at)
        .reduce((sum, { spent }) => sum + spent, 0);
    return { usd_per_hour: sumSince(at.getTime() - HOUR_MS), usd_today: sumSince(midnight) };
  }

  #alerts(at: Date): AlertFacts[] {
    return this.#history.alerts
      .filter(({ raisedAt, resolvedAt }) => raisedAt <= at && (resolvedAt === null || resolvedAt > at))
      .map((alert) => ({
        id: alert.id,
        rule: alert.rule,
        severity: alert.severity,
        entity: alert.entity ?? "",
        age_s: Math.floor((at.getTime() - alert.raisedAt.getTime()) / 1000),
        is_acknowledged: alert.acknowledgedAt !== null && alert.acknowledgedAt <= at,
      }));
  }
}
