// Looks through the ledger for advice, once an hour on one of the replicas, or when a lead asks.
import { type Actor, requireScope } from "@/lib/platform/auth/actor";
import { read, transact } from "@/lib/platform/db/transact";
import { AppError } from "@/lib/platform/errors";
import { newId } from "@/lib/platform/ids";
import { findPlaces } from "@/lib/work/service";
import { type Finding, findAdvice } from "../../advice";
import type { LookAgain, LookedAgain } from "../../schema";
import { readNow, takePass } from "../../store/forecasts";
import * as store from "../../store/recommendations";
import { usdOf } from "../forecast/report";
import { readFacts } from "./facts";
import { readRealised } from "./realised";

const ADVICE = "advice";
export const EVERY_SECONDS = 3600;
const DAYS_MS = 30 * 24 * 3_600_000;

/** Of one project alone it is noted apart: the others are as old as they were. */
const passOf = (project: string | undefined) => (project ? `${ADVICE} ${project}` : ADVICE);

/** The passes of which the later one is the last that looked through this project, or through all. */
export const passesOf = (project: string | undefined) => [...new Set([ADVICE, passOf(project)])];

/** Looks through all projects, if it is time and no other replica does. */
export async function keepAdvice(): Promise<void> {
  if (await transact("cost.advice.take", (tx) => takePass(tx, ADVICE, EVERY_SECONDS))) await lookThroughAll();
}

/** Has the ledger looked through now: of one project, or of all. */
export async function lookAgain(actor: Actor, { project }: LookAgain): Promise<LookedAgain> {
  requireScope(actor, "costs:manage");
  if (project && !(await read((tx) => findPlaces(tx, [project]))).has(project)) {
    throw new AppError("not_found", "There is no such project.");
  }
  const found = project ? await lookThrough(project) : await lookThroughAll();
  await transact("cost.advice.note", (tx) => store.notePass(tx, passOf(project), EVERY_SECONDS));
  return { found, lookedAt: (await read(readNow)).toISOString() };
}

async function lookThroughAll(): Promise<number> {
  const now = await read(readNow);
  const projects = await read((tx) => store.listAdvised(tx, new Date(now.getTime() - DAYS_MS)));
  let found = 0;
  for (const id of projects) found += await lookThrough(id);
  return found;
}

/** Reads before it writes, so that nobody waits for the reading. */
async function lookThrough(projectId: string): Promise<number> {
  const findings = findAdvice(await read((tx) => readFacts(tx, projectId)));
  await transact("cost.advice", async (tx) => {
    for (const finding of findings) await store.saveFound(tx, toRow(projectId, finding));
    await store.markGone(tx, projectId, findings.map(keyOf));
    for (const accepted of await store.listMeasured(tx, projectId)) {
      const realised = await readRealised(tx, accepted);
      if (realised) await store.setRealised(tx, accepted.id, realised.units, realised.usd);
    }
  });
  return findings.length;
}

const keyOf = ({ kind, subject }: Finding) => `${kind} ${subject}`;

function toRow(
  projectId: string,
  { kind, subject, label, evidence, saving }: Finding,
): store.NewRecommendation {
  const [low, usd, high] = [saving.low, saving.value, saving.high].map(usdOf) as [string, string, string];
  return { id: newId("rec"), projectId, kind, subject, label, evidence, saving: usd, low, high };
}
