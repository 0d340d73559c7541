// What the address of an alerts page says. Read by the server to prefetch, and by the browser to filter.
import { createParser, parseAsString, parseAsStringLiteral } from "nuqs/server";
import type { AlertFilter } from "@/lib/monitoring/queries";
import { AlertRuleName, AlertStateFilter, MetricRange, Severity } from "@/lib/monitoring/schema";

/** The states that the list offers; `all` is every one. */
export const STATES = [...AlertStateFilter.options, "all"] as const;

const parseAsRule = createParser<string>({
  parse: (value) => (AlertRuleName.safeParse(value).success ? value : null),
  serialize: (value) => value,
});

export const alertParams = {
  state: parseAsStringLiteral(STATES).withDefault("live"),
  severity: parseAsStringLiteral(Severity.options),
  rule: parseAsRule,
  entity: parseAsString,
  group: parseAsString,
};

interface Choice {
  state: (typeof STATES)[number];
  severity: Severity | null;
  rule: string | null;
  entity: string | null;
  group: string | null;
}

export function toAlertFilter(choice: Choice, project: string | undefined): AlertFilter {
  return {
    project,
    state: choice.state === "all" ? undefined : choice.state,
    severity: choice.severity ?? undefined,
    rule: choice.rule ?? undefined,
    entity: choice.entity?.slice(0, 64) ?? undefined,
    group: choice.group?.slice(0, 400) ?? undefined,
    sort: "severity",
  };
}

export function isNarrowed({ severity, rule, entity, group }: Choice): boolean {
  return severity !== null || rule !== null || entity !== null || group !== null;
}

/** What is critical and nobody looks after yet. */
export const CRISES = { state: "raised", severity: "critical" } as const;

/** What is wrong now with one thing. */
export const liveOf = (entity: string) => ({ entity, state: "live", sort: "severity" }) as const;

export const metricParams = {
  metric: parseAsString.withDefault("omoios_queue_pending"),
  range: parseAsStringLiteral(MetricRange.options).withDefault("1h"),
  as: parseAsStringLiteral(["chart", "table"]).withDefault("chart"),
};
