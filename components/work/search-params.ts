// What a page's address says. Read by the server to prefetch, and by the browser to filter.
import { createParser, parseAsBoolean, parseAsString, parseAsStringLiteral } from "nuqs/server";
import { AgentId, AttemptId, TaskState, TicketStatus } from "@/lib/work/schema";

function parseAsId(schema: typeof AgentId) {
  return createParser<string>({
    parse: (value) => (schema.safeParse(value).success ? value : null),
    serialize: (value) => value,
  });
}

/** Tasks of one state, or `working`: those that an agent holds, claimed and running. */
const TASK_VIEWS = ["working", ...TaskState.options] as const;
export type TaskView = (typeof TASK_VIEWS)[number];

export const taskParams = {
  state: parseAsStringLiteral(TASK_VIEWS),
  q: parseAsString.withDefault(""),
  agent: parseAsId(AgentId),
};

/** Open tickets are what there is to do, so they are what a board shows unless asked. */
const TICKET_VIEWS = [...TicketStatus.options, "all"] as const;
export type TicketView = (typeof TICKET_VIEWS)[number];

export const ticketParams = {
  status: parseAsStringLiteral(TICKET_VIEWS).withDefault("open"),
  q: parseAsString.withDefault(""),
  phase: parseAsString,
};

export const AGENT_VIEWS = ["working", "idle", "attention"] as const;

export const agentParams = {
  show: parseAsStringLiteral(AGENT_VIEWS),
  retired: parseAsBoolean.withDefault(false),
};

export const attemptParams = { attempt: parseAsId(AttemptId) };

/** The states to ask for; one query each, since the API takes one at a time. */
export function statesOf(view: TaskView | null): [TaskState | undefined, ...TaskState[]] {
  if (view === "working") return ["running", "claimed"];
  return [view ?? undefined];
}
