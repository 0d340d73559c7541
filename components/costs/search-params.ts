// What the address of a costs page says. Read by the server to prefetch, and by the browser to filter.
import { createParser, parseAsString, parseAsStringLiteral } from "nuqs/server";
import { PERIODS } from "@/lib/client/period";
import { CostSource, CostStatus, NONE } from "@/lib/costs/schema";
import { Instant } from "@/lib/platform/schema";
import { AgentId, TaskId, TicketId } from "@/lib/work/schema";

function parseAsId(schema: typeof AgentId) {
  return createParser<string>({
    parse: (value) => (value === NONE || schema.safeParse(value).success ? value : null),
    serialize: (value) => value,
  });
}

const parseAsInstant = createParser<string>({
  parse: (value) => (Instant.safeParse(value).success ? new Date(value).toISOString() : null),
  serialize: (value) => value,
});

export const overviewParams = {
  period: parseAsStringLiteral(PERIODS).withDefault("7d"),
  days: parseAsStringLiteral(["chart", "table"]).withDefault("chart"),
};

export const recordParams = {
  from: parseAsInstant,
  to: parseAsInstant,
  ticket: parseAsId(TicketId),
  task: parseAsId(TaskId),
  agent: parseAsId(AgentId),
  phase: parseAsString,
  model: parseAsString,
  status: parseAsStringLiteral(CostStatus.options),
  source: parseAsStringLiteral(CostSource.options),
  counted: parseAsStringLiteral(["true", "false"]),
};
