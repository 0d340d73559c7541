// What tests of alerts do again and again.
import { parseRules, type Ruleset } from "@/lib/monitoring/rules/parse";
import { type Alert, type AlertDetail, AlertsQuery } from "@/lib/monitoring/schema";
import * as monitoring from "@/lib/monitoring/service";
import { ADMIN } from "../../support/makers";
import { change } from "../../support/sql";

/** Rules as a file of these would have them. */
export function rulesOf(yaml: string): Ruleset {
  return parseRules(yaml, "alert_rules.yaml");
}

/** The rule of agents that are lost, whose remedy is another agent, with further keys as `aside_for: 20m`. */
export function lostRules(...keys: string[]): Ruleset {
  return rulesOf(`
rules:
  - name: agent_lost
    title: "{agent.name} is lost"
    each: agent
    when: { metric: agent.status, is: lost }
    severity: warning
    remedies: [restart_agent]
${keys.map((key) => `    ${key}\n`).join("")}`);
}

/** Asks the rules now, and returns the alerts of one of them that live. */
export async function evaluate(rules: Ruleset, rule = rules.rules[0]?.name): Promise<Alert[]> {
  await monitoring.evaluateNow(rules);
  return alertsOf({ rule, state: "live" });
}

export async function alertsOf(query: Record<string, unknown>): Promise<Alert[]> {
  return (await monitoring.listAlerts(ADMIN, AlertsQuery.parse({ limit: 200, ...query }))).items;
}

export function alertOf(id: string): Promise<AlertDetail> {
  return monitoring.getAlert(ADMIN, id);
}

/** Has an alert, and what was noted about it, happened so many seconds earlier. */
export async function age(id: string, seconds: number): Promise<void> {
  await change`
    UPDATE alerts SET raised_at = raised_at - make_interval(secs => ${seconds}),
      reopened_at = reopened_at - make_interval(secs => ${seconds}), clear_since = clear_since - make_interval(secs => ${seconds}),
      resolved_at = resolved_at - make_interval(secs => ${seconds}), silenced_until = silenced_until - make_interval(secs => ${seconds})
    WHERE id = ${id}`;
  await change`
    UPDATE watchdog_remedies SET at = at - make_interval(secs => ${seconds}) WHERE alert_id = ${id}`;
}

/** Has every condition that holds and waits begun so many seconds earlier. */
export async function ageConditions(seconds: number): Promise<void> {
  await change`UPDATE alert_conditions SET held_since = held_since - make_interval(secs => ${seconds})`;
}
