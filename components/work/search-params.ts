// What a page's address says. Read by the server to prefetch, and by the browser to filter.
import {
  createParser,
  parseAsArrayOf,
  parseAsBoolean,
  parseAsString,
  parseAsStringLiteral,
} from "nuqs/server";
import { AgentId, AttemptId, Priority, TaskState, TicketStatus } from "@/lib/work/schema";

function parseAsId(schema: typeof AgentId) {
  return createParser<string>({
    parse: (value) => (schema.safeParse(value).success ? value : null),
    serialize: (value) => value,
  });
}

const parseAsPriority = parseAsStringLiteral(Priority.options);

export const taskParams = {
  state: parseAsArrayOf(parseAsStringLiteral(TaskState.options)).withDefault([]),
  blocked: parseAsBoolean.withDefault(false),
  undoable: parseAsBoolean.withDefault(false),
  priority: parseAsPriority,
  q: parseAsString.withDefault(""),
  agent: parseAsId(AgentId),
};

/** Open tickets are what there is to do, so they are what a list shows unless asked. */
const TICKET_VIEWS = [...TicketStatus.options, "all"] as const;
export type TicketView = (typeof TICKET_VIEWS)[number];

export const ticketParams = {
  view: parseAsStringLiteral(["board", "list"]).withDefault("board"),
  status: parseAsStringLiteral(TICKET_VIEWS).withDefault("open"),
  priority: parseAsPriority,
  q: parseAsString.withDefault(""),
  phase: parseAsString,
};

export const ticketTaskParams = { tasks: parseAsStringLiteral(["list", "graph"]).withDefault("list") };

/** Groups of statuses, and the single ones of groups that have several. */
export const AGENT_VIEWS = [
  ...(["working", "idle", "attention"] as const),
  ...(["running", "draining", "stale", "quarantined", "lost"] as const),
] as const;
export type AgentView = (typeof AGENT_VIEWS)[number];

export const agentParams = {
  show: parseAsStringLiteral(AGENT_VIEWS),
  q: parseAsString.withDefault(""),
  retired: parseAsBoolean.withDefault(false),
};

export const hostParams = { retired: parseAsBoolean.withDefault(false) };

export const overlayParams = { ended: parseAsBoolean.withDefault(false) };

export const EVENT_GROUPS = [
  "task",
  "ticket",
  "agent",
  "host",
  "overlay",
  "guardian",
  "alert",
  "cost",
  "project",
  "access",
] as const;

export const eventParams = {
  type: parseAsArrayOf(parseAsStringLiteral(EVENT_GROUPS)).withDefault([]),
  entity: parseAsString.withDefault(""),
};

export const attemptParams = { attempt: parseAsId(AttemptId) };
