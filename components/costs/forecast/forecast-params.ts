// What the address of the forecast says.
import { createParser, parseAsStringLiteral } from "nuqs/server";
import { BudgetId, type ForecastQuery } from "@/lib/costs/schema";
import { TicketId } from "@/lib/work/schema";

function parseAsId(schema: typeof TicketId) {
  return createParser<string>({
    parse: (value) => (schema.safeParse(value).success ? value : null),
    serialize: (value) => value,
  });
}

export const forecastParams = {
  ticket: parseAsId(TicketId),
  budget: parseAsId(BudgetId),
  path: parseAsStringLiteral(["chart", "table"]).withDefault("chart"),
};

interface Choice {
  ticket: string | null;
  budget: string | null;
}

/** A budget says what it is about, whatever project the page is in. */
export function toForecastQuery({ ticket, budget }: Choice, project: string | undefined): ForecastQuery {
  if (budget) return { budget };
  return ticket ? { ticket } : { project };
}
