// Metrics that leave their own course: each series against its last day.
import { read, type Tx, transact } from "@/lib/platform/db/transact";
import { fingerprintOf } from "../rules/fingerprint";
import { alertRules } from "../rules/load";
import { BUILT_IN, type Ruleset } from "../rules/parse";
import { type Judgement, judge } from "../rules/robust-z";
import * as conditions from "../store/conditions";
import { takePass } from "../store/passes";
import { listSeries, readCourses, type Series } from "../store/samples";
import { MONITOR } from "./actors";
import { raise, resolve } from "./raise";

const ANOMALY_SECONDS = 60;
const WINDOW_SECONDS = 24 * 3600;
/** It must last, and be over, for two looks. */
const FOR_SECONDS = 60;
const CLEAR_FOR_SECONDS = 120;

interface Found {
  series: Series;
  value: number;
  judgement: Judgement;
}

/** Looks for anomalies, if it is time and no other replica does. */
export async function keepAnomalies(): Promise<void> {
  if (await transact("anomaly.take", (tx) => takePass(tx, "anomalies", ANOMALY_SECONDS)))
    await lookForAnomalies();
}

/** The same, whether it is time or not. Returns what is unusual now. */
export async function lookForAnomalies(rules: Ruleset = alertRules()): Promise<Found[]> {
  const judged = await read((tx) => judgeAll(tx, rules));
  const found = judged.filter(({ judgement }) => judgement.isAnomaly);
  const undecided = judged.filter(({ judgement }) => judgement.isNear).map(nameOf);
  await transact("anomaly.apply", (tx) => apply(tx, rules, found, undecided));
  return found;
}

async function judgeAll(tx: Tx, { anomalies }: Ruleset): Promise<Found[]> {
  const judged: Found[] = [];
  for (const { metric, min_effect: minEffect, score: minScore } of anomalies.metrics) {
    const all = await listSeries(tx, metric);
    const courses = await readCourses(
      tx,
      all.map(({ id }) => id),
      WINDOW_SECONDS,
    );
    for (const { seriesId, now, past } of courses) {
      const series = all.find(({ id }) => id === seriesId);
      const judgement = judge(now, past, { minEffect, minScore });
      if (series && judgement) judged.push({ series, value: now, judgement });
    }
  }
  return judged;
}

const labelsOf = ({ series }: Found) => ({ metric: series.metric, ...series.labels });

function nameOf(found: Found): string {
  return fingerprintOf({ rule: BUILT_IN.anomaly, entity: null, labels: labelsOf(found) });
}

async function apply(tx: Tx, { anomalies }: Ruleset, found: Found[], undecided: string[]): Promise<void> {
  const { severity, routes } = anomalies;
  const rule = { name: BUILT_IN.anomaly, severity, routes };
  const byName = new Map(found.map((one) => [nameOf(one), one]));
  const names = [...byName.keys()];
  const rows = [...byName].map(([fingerprint, one]) => ({
    fingerprint,
    title: titleOf(one),
    facts: factsOf(one),
  }));
  const seen = await conditions.countSeen(tx, rule, rows);
  const fresh = names.filter((name) => !seen.includes(name));
  const due = await conditions.noteHeld(tx, rule.name, fresh, FOR_SECONDS);
  for (const fingerprint of due) {
    const one = byName.get(fingerprint);
    if (!one) continue;
    const projectId = one.series.labels.project ?? null;
    const alert = {
      rule: rule.name,
      severity,
      routes,
      title: titleOf(one),
      entity: null,
      projectId,
      labels: labelsOf(one),
      facts: factsOf(one),
    };
    await raise(tx, alert, { isByRule: true, groupKey: `${rule.name} ${one.series.metric}` });
  }
  await conditions.forgetHeld(tx, due);
  const over = await conditions.noteOver(tx, rule.name, names, undecided, CLEAR_FOR_SECONDS);
  await resolve(tx, MONITOR, over, "It is back on its usual course.");
}

function titleOf({ series, value, judgement }: Found): string {
  const labels = Object.values(series.labels).join(", ");
  const which = labels ? `${series.metric} (${labels})` : series.metric;
  return `${which} is ${round(value)}, usually ${round(judgement.median)}`;
}

function factsOf({ value, judgement: { median, mad, score } }: Found): Record<string, number> {
  return { value: round(value), median: round(median), mad: round(mad), score: round(score) };
}

const round = (value: number) => Number(value.toPrecision(4));
