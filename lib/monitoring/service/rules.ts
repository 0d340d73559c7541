import { type Actor, requireScope } from "@/lib/platform/auth/actor";
import { read } from "@/lib/platform/db/transact";
import { listRoutes } from "@/lib/platform/webhooks/service";
import { toWords } from "../rules/condition";
import { alertRules, RULES_FILE, ruleProblem } from "../rules/load";
import { BUILT_IN, type Rule, type Ruleset } from "../rules/parse";
import type { AlertRules, AlertRuleView } from "../schema";
import { countByRule } from "../store/list";
import { lastPass } from "../store/passes";
import { EVALUATE_SECONDS } from "./evaluate";
import { problemOf } from "./rule-problems";

/** The alert rules as they are in force, where each stands in the file, and how it is with each now. */
export async function listAlertRules(actor: Actor): Promise<AlertRules> {
  requireScope(actor, "work:read");
  const set = alertRules();
  const counts = await read(countByRule);
  const checkedAt = await read((tx) => lastPass(tx, "rules", EVALUATE_SECONDS));
  const heard = new Set(await read(listRoutes));
  const unheard = (routes: string[]) => routes.filter((route) => !heard.has(route));
  const countsOf = (name: string) => counts.get(name) ?? { live: 0, pending: 0 };
  return {
    items: [
      ...set.rules.map((rule) => ({
        ...toView(rule),
        ...countsOf(rule.name),
        unheardRoutes: unheard(rule.routes),
        problem: problemOf(rule.name),
      })),
      ...set.anomalies.metrics.slice(0, 1).map(() => ({
        ...anomalyView(set),
        ...countsOf(BUILT_IN.anomaly),
        unheardRoutes: unheard(set.anomalies.routes),
      })),
    ],
    file: RULES_FILE,
    version: set.version,
    problem: ruleProblem(),
    checkedAt: checkedAt?.toISOString() ?? null,
  };
}

type View = Omit<AlertRuleView, "live" | "pending" | "problem" | "unheardRoutes">;

function toView({ name, title, severity, subject, when, clear, line, ...rule }: Rule): View {
  const until = clear === null ? "" : `; over at ${toWords(clear)}`;
  return {
    name,
    title,
    severity,
    subject,
    condition: `${toWords(when)}${until}`,
    forSeconds: rule.forSeconds,
    clearForSeconds: rule.clearForSeconds,
    labels: rule.labels,
    routes: rule.routes,
    groupBy: rule.groupBy,
    remedies: rule.remedies,
    line,
  };
}

function anomalyView({ anomalies }: Ruleset): View & Pick<AlertRuleView, "problem"> {
  const metrics = anomalies.metrics.map(
    ({ metric, score, min_effect }) => `${metric} (z ≥ ${score}, by ${min_effect})`,
  );
  return {
    name: BUILT_IN.anomaly,
    title: "A metric leaves the course of its last day",
    severity: anomalies.severity,
    subject: "whole",
    condition: metrics.join(", "),
    forSeconds: 60,
    clearForSeconds: 120,
    labels: {},
    routes: anomalies.routes,
    groupBy: ["metric"],
    remedies: [],
    line: null,
    problem: null,
  };
}
