import { sumSpentBySteps } from "@/lib/costs/service";
import { listAlertLives } from "@/lib/monitoring/service";
import { type Actor, requireScope, SYSTEM } from "@/lib/platform/auth/actor";
import { databaseNow } from "@/lib/platform/clock";
import { read, type Tx } from "@/lib/platform/db/transact";
import { AppError } from "@/lib/platform/errors";
import type { EventRecord } from "@/lib/platform/events/schema";
import { listEvents } from "@/lib/platform/events/service";
import {
  countTaskLives,
  listAgentLives,
  listAttemptLives,
  listOverrideLives,
  listTaskLives,
} from "@/lib/work/service";
import type { CompiledPolicy } from "../../rules/policies/compile";
import { type DryRunResult, dryRun, stepFor } from "../../rules/policies/dry-run";
import { type History, notesFor, notReplayed } from "../../rules/policies/history";
import { AGENT_EVENTS } from "../../rules/policies/replay-agents";
import { type DryRun, type DryRunReport, LOOK_SECONDS } from "../../schema";
import { findFirstVersion } from "../../store/policies/policies";
import { checkText } from "./change";
import { compiledOf } from "./compiled";
import { readPolicy, requireWhole } from "./get";

const DAY_MS = 86_400_000;
const RATE_MS = 15 * 60_000;
const TASKS_MAX = 20_000;
const EVENTS_MAX = 4000;
const FIRINGS_SHOWN = 200;
const READER: Actor = { ...SYSTEM, scopes: ["work:read"] };

/** When a policy, or another text for it, would have fired over the last days, on what, and what it would have asked for. */
export async function dryRunPolicy(
  actor: Actor,
  name: string,
  { text, days }: DryRun,
): Promise<DryRunReport> {
  requireScope(actor, "guardian:act");
  requireWhole(actor);
  const policy = text === undefined ? await read((tx) => findCompiled(tx, name)) : checkText(text, name);
  const facts = [...policy.condition.wholeFacts, ...policy.condition.subjectFacts];
  const missing = notReplayed(facts);
  const { history, isYoung, notes } = await readHistory(policy, days);
  const stepSeconds = stepFor(history);
  const none: DryRunResult = { looks: 0, undecided: 0, firings: [] };
  const result = missing.length > 0 ? none : await runInTurns(policy, history, stepSeconds);
  return {
    hash: policy.hash,
    from: history.from.toISOString(),
    to: history.to.toISOString(),
    isYoung,
    stepSeconds,
    looks: result.looks,
    undecided: result.undecided,
    firings: result.firings.slice(0, FIRINGS_SHOWN).map(({ at, endedAt, ...firing }) => ({
      ...firing,
      at: at.toISOString(),
      endedAt: endedAt?.toISOString() ?? null,
      facts: firing.facts as DryRunReport["firings"][number]["facts"],
    })),
    firingsTotal: result.firings.length,
    notReplayed: missing,
    notes: [...notes, ...notesFor(facts), ...ownNotes(policy, stepSeconds)],
  };
}

async function findCompiled(tx: Tx, name: string): Promise<CompiledPolicy> {
  return compiledOf(await readPolicy(tx, name));
}

function ownNotes({ document }: CompiledPolicy, stepSeconds: number): string[] {
  const ownSeconds = document.trigger.every ?? LOOK_SECONDS;
  const own =
    ownSeconds < stepSeconds ? `At work it looks every ${ownSeconds} seconds; the past` : "The past";
  return [
    `${own} was looked at every ${stepSeconds} seconds: what held for less in between is not seen.`,
    "What a firing would have changed is not followed on: each is told as if nothing had been done before.",
  ];
}

/** What else the server does waits for a turn of it at most. */
const TURN_MS = 25;

async function runInTurns(
  policy: CompiledPolicy,
  history: History,
  stepSeconds: number,
): Promise<DryRunResult> {
  const run = dryRun(policy, history, stepSeconds);
  for (let turnMs = performance.now(); ; ) {
    const { done, value } = run.next();
    if (done) return value;
    if (performance.now() - turnMs < TURN_MS) continue;
    await new Promise(setImmediate);
    turnMs = performance.now();
  }
}

async function readHistory(
  policy: CompiledPolicy,
  days: number,
): Promise<{ history: History; isYoung: boolean; notes: string[] }> {
  const { document } = policy;
  const span = await read((tx) => spanOf(tx, days));
  const { from, to } = span;
  const before = new Date(from.getTime() - RATE_MS);
  const changes = await listPast(AGENT_EVENTS, from);
  const triggers = document.trigger.event ? await listPast([document.trigger.event], from) : none();
  const { seeded, ...tables } = await read(async (tx) => ({
    tasks: await listTaskLives(tx, before),
    attempts: await listAttemptLives(tx, before),
    overrides: await listOverrideLives(tx, from),
    seeded: await findFirstVersion(tx),
    agents: await listAgentLives(tx, from),
    alerts: await listAlertLives(tx, from),
    spend: policy.condition.wholeFacts.some((fact) => fact.startsWith("spend."))
      ? await sumSpentBySteps(tx, new Date(from.getTime() - DAY_MS), to, 60)
      : [],
  }));
  const isCut = changes.isCut || triggers.isCut;
  const begin = beginOf({ ...tables, seeded, to }, [...changes.events, ...triggers.events]);
  const isYoung = begin > from;
  return {
    isYoung,
    history: {
      ...tables,
      from: isYoung ? begin : from,
      to,
      changes: changes.events.map(({ entity, type, occurredAt }) => ({
        at: new Date(occurredAt),
        agentId: entity,
        type,
      })),
      events: triggers.events.map(({ entity, payload, occurredAt }) => ({
        at: new Date(occurredAt),
        subjects: [entity, ...(typeof payload.entity === "string" ? [payload.entity] : [])],
      })),
    },
    notes: [
      ...(span.days < days
        ? [`So many tasks lived that only the last ${span.days} days were replayed.`]
        : []),
      ...(isCut ? [`So much happened that only the newest ${EVENTS_MAX} events were read.`] : []),
    ],
  };
}

type Tables = Pick<History, "tasks" | "agents" | "alerts" | "spend" | "to"> & { seeded: Date };

/** When the first that is known of happened: before that there was nothing, or nobody looked. */
function beginOf({ tasks, agents, alerts, spend, seeded, to }: Tables, events: readonly EventRecord[]): Date {
  const firsts = [
    to,
    seeded,
    ...tasks.map(({ enqueuedAt }) => enqueuedAt),
    ...agents.map(({ createdAt }) => createdAt),
    ...alerts.map(({ raisedAt }) => raisedAt),
    ...spend.slice(0, 1).map(({ at }) => at),
    ...events.map(({ occurredAt }) => new Date(occurredAt)),
  ];
  return firsts.reduce((first, at) => (at < first ? at : first));
}

/** As many of these days as there are not too many tasks in. */
async function spanOf(tx: Tx, wanted: number): Promise<{ from: Date; to: Date; days: number }> {
  const to = await databaseNow(tx);
  for (let days = wanted; ; days /= 2) {
    const from = new Date(to.getTime() - days * DAY_MS);
    if ((await countTaskLives(tx, from)) <= TASKS_MAX) return { from, to, days };
    if (days < 1 / 24)
      throw new AppError("invalid_state", `Over ${TASKS_MAX} tasks live: that is too much to replay.`);
  }
}

const none = () => ({ events: [] as EventRecord[], isCut: false });

/** Events of these types since then, in their order. */
async function listPast(
  types: readonly string[],
  from: Date,
): Promise<{ events: EventRecord[]; isCut: boolean }> {
  const found: EventRecord[] = [];
  let before: string | undefined;
  do {
    const page = await listEvents(READER, { type: [...types], limit: 200, before });
    const fresh = page.items.filter(({ occurredAt }) => new Date(occurredAt) >= from);
    found.push(...fresh);
    before = fresh.length === page.items.length ? (page.olderCursor ?? undefined) : undefined;
  } while (before !== undefined && found.length < EVENTS_MAX);
  return { events: found.toReversed(), isCut: before !== undefined };
}
