// Keeps forecasts up to date in the background, keeps some as they are, and compares those with what came.
import Big from "big.js";
import { read, transact } from "@/lib/platform/db/transact";
import { findOldestOpen, findPlaces, listBusyProjects, listOpenAt } from "@/lib/work/service";
import type { ForecastReport } from "../../schema";
import { dropOldForecasts, takePass } from "../../store/forecasts";
import * as marks from "../../store/marks";
import { sumOfTasks } from "../../store/task-costs";
import type { Histories } from "./inputs";
import { idsOf } from "./past";
import { ALL, listBudgetScopes, projectScope } from "./scopes";
import { type Kept, workOut } from "./work-out";

/** How often a forecast is looked at again, on one of the replicas. */
const EVERY_SECONDS = 60;
/** A forecast is kept once a day, and when the queue has become so much longer or shorter; not more than hourly. */
const DAY_HOURS = 24;
const CHANGED = 1.5;
/** No two of a project are kept within this time, whoever else is at it. */
const MARK_SECONDS = 1800;
/** What a runner used is recorded a moment after its task has ended: so long nothing is compared. */
const SETTLED_SECONDS = 120;

/** Looks at all forecasts, if it is time and no other replica does. */
export async function keepForecasts(): Promise<void> {
  if (await transact("cost.forecast.take", (tx) => takePass(tx, "forecast", EVERY_SECONDS)))
    await renewForecasts();
}

/** Works out what has changed, of all work, each project with tasks left, and each budget. */
export async function renewForecasts(): Promise<void> {
  const histories: Histories = new Map();
  const busy = await read(listBusyProjects);
  const names = await read((tx) => findPlaces(tx, busy));
  if (busy.length > 0) await workOut(ALL, histories);
  for (const id of busy) {
    const kept = await workOut(projectScope(id, names.get(id)?.name ?? id), histories);
    await keepMark(id, kept);
  }
  for (const scope of await read((tx) => listBudgetScopes(tx, undefined, false)))
    await workOut(scope, histories);
  await scoreMarks();
  await transact("cost.forecast.drop", async (tx) => {
    await dropOldForecasts(tx);
    await marks.dropOldMarks(tx);
  });
}

/** Keeps a project's forecast as it is, once a day or when the queue has changed much. */
async function keepMark(projectId: string, { report, computedAt }: Kept): Promise<void> {
  const mark = toMark(report);
  if (!mark) return;
  const last = await read((tx) => marks.findNewestMark(tx, projectId));
  const ratio = last ? mark.tasks / last.tasks : 0;
  const hasChanged = ratio > CHANGED || ratio < 1 / CHANGED;
  if (last && last.hours < DAY_HOURS && !(hasChanged && last.hours >= 1)) return;
  await transact("cost.forecast.mark", async (tx) => {
    const open = await listOpenAt(tx, projectId, computedAt);
    // Foreseen a moment ago: what came in between would be compared with what nobody foresaw.
    if (open.length !== mark.tasks) return;
    if (!(await takePass(tx, `mark ${projectId}`, MARK_SECONDS))) return;
    const spent = await sumOfTasks(tx, idsOf(open));
    await marks.insertMark(tx, { ...mark, projectId, madeAt: computedAt, spent });
  });
}

function toMark({ total, waiting, begun }: ForecastReport) {
  const tasks = waiting + begun;
  return total && tasks > 0 ? { ...total, tasks } : null;
}

/** Compares the forecasts whose tasks have all ended with what those cost from then on. */
async function scoreMarks(): Promise<void> {
  for (const projectId of await read(marks.listUnscoredProjects)) {
    const oldest = await read((tx) => findOldestOpen(tx, projectId, SETTLED_SECONDS));
    for (const { madeAt, spent } of await read((tx) => marks.listUnscored(tx, projectId, oldest))) {
      await transact("cost.forecast.score", async (tx) => {
        const cost = await sumOfTasks(tx, idsOf(await listOpenAt(tx, projectId, madeAt)));
        const actual = new Big(cost).minus(spent);
        await marks.scoreMark(tx, projectId, madeAt, actual.gt(0) ? actual.toFixed() : "0");
      });
    }
  }
}
