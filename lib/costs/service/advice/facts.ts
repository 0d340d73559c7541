// The facts of a project that advice follows from: its last month, within bounds.
import type { Tx } from "@/lib/platform/db/transact";
import { listOutcomes, phaseNames } from "@/lib/work/service";
import type { AttemptFact, Facts, TaskFact, TokenUsd } from "../../advice";
import { priceCall } from "../../prices";
import { readNow } from "../../store/forecasts";
import { listSingleCalls, sumByAttempt } from "../../store/task-costs";
import { earliestOf, idsOf, type PricedTask, readPast } from "../forecast/past";

const DAYS = 30;
const HOUR_MS = 3_600_000;
/** Single calls that are looked at; the newest. */
const CALLS_MAX = 50_000;

export async function readFacts(tx: Tx, projectId: string): Promise<Facts> {
  const now = await readNow(tx);
  const since = new Date(now.getTime() - DAYS * 24 * HOUR_MS);
  const past = await readPast(tx, { projectId });
  const tasks = past.tasks.filter(({ finishedAt }) => finishedAt >= since);
  const calls = await listSingleCalls(tx, projectId, since, CALLS_MAX);
  const names = phaseNames();
  const oldest = new Map<string, number>();
  for (const { phase, finishedAt } of tasks) {
    oldest.set(phase, Math.min(oldest.get(phase) ?? Number.POSITIVE_INFINITY, finishedAt.getTime()));
  }
  const hoursFrom = (instant: number) => (now.getTime() - instant) / HOUR_MS;
  return {
    hoursOf: (phase) => hoursFrom(oldest.get(phase) ?? now.getTime()),
    callHours: hoursFrom(calls.at(-1)?.at.getTime() ?? now.getTime()),
    tasks: tasks.map(toTask),
    attempts: await readAttempts(tx, tasks),
    calls: calls
      .map((call) => ({ ...call, at: call.at.getTime() }))
      .sort((a, b) => a.taskId.localeCompare(b.taskId) || a.at - b.at),
    pricesOf: (provider, model) => pricesOf(provider, model, now),
    batchFactor: (provider, model) => batchFactor(provider, model, now),
    phaseName: (phase) => names.get(phase) ?? (phase || "No phase"),
  };
}

function toTask({ id, phase, model, priority, state, costUsd, isRecorded, costs }: PricedTask): TaskFact {
  const parts = costs.map(({ usual, ...part }) => ({ ...part, usualUsd: Number(usual) }));
  return { id, phase, model, priority, state, costUsd, isRecorded, costs: parts };
}

/** What was told of a task alone, and not of its attempts, counts where all of them failed. */
async function readAttempts(tx: Tx, tasks: readonly PricedTask[]): Promise<AttemptFact[]> {
  if (tasks.length === 0) return [];
  const costs = await sumByAttempt(tx, idsOf(tasks), earliestOf(tasks));
  const outcomes = new Map((await listOutcomes(tx, idsOf(tasks))).map((attempt) => [attempt.id, attempt]));
  const byId = new Map(tasks.map((task) => [task.id, task]));
  return costs.flatMap(({ taskId, attemptId, cost }) => {
    const task = byId.get(taskId);
    if (!task) return [];
    const attempt = attemptId ? outcomes.get(attemptId) : undefined;
    const isFailed = attempt
      ? attempt.outcome === "failed" || attempt.outcome === "lost"
      : task.state === "failed";
    const number = attempt?.number ?? 1;
    return [
      {
        taskId,
        phase: task.phase,
        number,
        isFailed,
        isTaskDone: task.state === "completed",
        usd: Number(cost),
      },
    ];
  });
}

const MILLION = 1_000_000;
const NOTHING = { input: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, output: 0 };

function usdOf(
  provider: string,
  model: string,
  occurredAt: Date,
  bucket: keyof typeof NOTHING,
  tier?: string,
) {
  const tokens = { ...NOTHING, [bucket]: MILLION };
  const priced = priceCall({ provider, model, tokens, occurredAt, isSum: true, ...(tier ? { tier } : {}) });
  return priced.isTierUnknown || priced.totalCost === null ? null : Number(priced.totalCost) / MILLION;
}

function pricesOf(provider: string, model: string, now: Date): TokenUsd | null {
  const usd = (bucket: keyof typeof NOTHING) => usdOf(provider, model, now, bucket);
  const [input, cacheRead, cacheWrite, output] = [
    usd("input"),
    usd("cacheRead"),
    usd("cacheWrite5m"),
    usd("output"),
  ];
  if (input === null || cacheRead === null || cacheWrite === null || output === null) return null;
  return { input, cacheRead, cacheWrite, output };
}

/** What the price list says of the tier `batch`: of config/cost_models.yaml where it says something, else built in. */
function batchFactor(provider: string, model: string, now: Date): number | null {
  const usual = usdOf(provider, model, now, "output");
  const batch = usdOf(provider, model, now, "output", "batch");
  return usual && batch !== null ? batch / usual : null;
}
