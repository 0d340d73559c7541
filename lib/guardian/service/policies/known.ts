import { readBudgetsNow, readSpend } from "@/lib/costs/service";
import type { BudgetFacts, SubjectKind } from "@/lib/monitoring/schema";
import { readFacts } from "@/lib/monitoring/service";
import type { Tx } from "@/lib/platform/db/transact";
import { log } from "@/lib/platform/log";
import type { Known } from "../../rules/policies/snapshot";

/** What is read only where a condition speaks of it; the queue and the agents as a whole always are. */
export type Asked = SubjectKind | "spend";

/** Everything that is asked about, as it is now. */
export async function readKnown(tx: Tx, kinds: ReadonlySet<Asked>): Promise<Known> {
  // An alert belongs where the task belongs that it is about.
  const task = kinds.has("task") || kinds.has("alert");
  const facts = await readFacts(tx, { task, agent: kinds.has("agent"), alert: kinds.has("alert") });
  const spend = kinds.has("spend") ? await unlessBroken("spend", readSpend(tx)) : undefined;
  const budget = kinds.has("budget") ? await unlessBroken("budget", readBudgets(tx)) : undefined;
  return {
    at: facts.at,
    whole: {
      ...facts.whole,
      ...(spend ? { spend: { usd_per_hour: spend.usdPerHour, usd_today: spend.usdToday } } : {}),
    },
    ...(task ? { task: facts.task } : {}),
    ...(kinds.has("agent") ? { agent: facts.agent } : {}),
    ...(kinds.has("alert") ? { alert: facts.alert } : {}),
    ...(budget ? { budget } : {}),
  };
}

async function readBudgets(tx: Tx): Promise<BudgetFacts[]> {
  return (await readBudgetsNow(tx)).map(({ id, scope, projectId, state, limitUsd, spentUsd }) => ({
    id,
    scope,
    project: projectId ?? "",
    state,
    limit_usd: limitUsd,
    spent_usd: spentUsd,
    share: spentUsd / limitUsd,
  }));
}

/** Where the ledger cannot be read, policies about money are undecided, and all others go on. */
async function unlessBroken<T>(what: string, reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    log().warn({ err: error, what }, "facts could not be read");
    return undefined;
  }
}
