// Lists as CSV: the same use cases as the lists themselves, page after page.
import type { Actor } from "@/lib/platform/auth/actor";
import { type CsvColumns, csvResponse, pagesOf } from "@/lib/platform/http/csv";
import {
  type Agent,
  type CapacityReservation,
  type ExportAgents,
  type ExportOverlays,
  type ExportTasks,
  type ExportTickets,
  type Hold,
  type PriorityOverride,
  shownState,
  type TaskSummary,
  type TicketSummary,
} from "../schema";
import { listAgents } from "./agents";
import { listHolds } from "./holds";
import { listOverrides } from "./overrides";
import { listReservations } from "./reservations";
import { listTasks } from "./tasks";
import { listTickets } from "./tickets";

/** The most that a page of any list may have. */
const limit = 200;

const TASK: CsvColumns<TaskSummary> = {
  id: (task) => task.id,
  title: (task) => task.title,
  state: (task) => shownState(task),
  blocked_by: (task) => task.openDependencies,
  priority: (task) => task.priority,
  base_priority: (task) => task.basePriority,
  project_id: (task) => task.projectId,
  ticket_id: (task) => task.ticketId,
  ticket: (task) => task.ticketTitle,
  phase: (task) => task.phase,
  type: (task) => task.type,
  agent: (task) => task.agentName,
  attempts: (task) => task.attemptCount,
  max_attempts: (task) => task.maxAttempts,
  error: (task) => task.error?.message,
  created_at: (task) => task.createdAt,
  started_at: (task) => task.startedAt,
  finished_at: (task) => task.finishedAt,
  deadline: (task) => task.deadline,
};

const TICKET: CsvColumns<TicketSummary> = {
  id: (ticket) => ticket.id,
  title: (ticket) => ticket.title,
  status: (ticket) => ticket.status,
  phase: (ticket) => ticket.phase,
  priority: (ticket) => ticket.priority,
  project_id: (ticket) => ticket.projectId,
  tasks: (ticket) => Object.values(ticket.taskCounts).reduce((sum, count) => sum + count, 0),
  tasks_completed: (ticket) => ticket.taskCounts.completed ?? 0,
  tasks_failed: (ticket) => ticket.taskCounts.failed ?? 0,
  created_at: (ticket) => ticket.createdAt,
  updated_at: (ticket) => ticket.updatedAt,
};

const AGENT: CsvColumns<Agent> = {
  id: (agent) => agent.id,
  name: (agent) => agent.name,
  status: (agent) => agent.status,
  type: (agent) => agent.type,
  model: (agent) => agent.model,
  load: (agent) => agent.load,
  capacity: (agent) => agent.capacity,
  reserved: (agent) => agent.reservedSlots,
  capabilities: (agent) => agent.capabilities.join(" "),
  host: (agent) => agent.host,
  last_heartbeat_at: (agent) => agent.lastHeartbeatAt,
  created_at: (agent) => agent.createdAt,
};

type Overlay = Hold | PriorityOverride | CapacityReservation;

const OVERLAY: CsvColumns<{ kind: string; overlay: Overlay }> = {
  id: ({ overlay }) => overlay.id,
  kind: ({ kind }) => kind,
  scope: ({ overlay }) => overlay.scopeLabel,
  priority: ({ overlay }) => ("priority" in overlay ? overlay.priority : null),
  agent: ({ overlay }) => ("agentName" in overlay ? overlay.agentName : null),
  slots: ({ overlay }) => ("slots" in overlay ? overlay.slots : null),
  held_tasks: ({ overlay }) => ("heldTasks" in overlay ? overlay.heldTasks : null),
  reason: ({ overlay }) => overlay.reason,
  owner: ({ overlay }) => overlay.ownerName,
  placed_at: ({ overlay }) => overlay.placedAt,
  expires_at: ({ overlay }) => overlay.expiresAt,
  ended_at: ({ overlay }) => overlay.endedAt,
};

export function exportTasks(actor: Actor, { format: _, ...query }: ExportTasks): Promise<Response> {
  return csvResponse(
    "tasks",
    TASK,
    pagesOf((cursor) => listTasks(actor, { ...query, cursor, limit })),
  );
}

export function exportTickets(actor: Actor, { format: _, ...query }: ExportTickets): Promise<Response> {
  return csvResponse(
    "tickets",
    TICKET,
    pagesOf((cursor) => listTickets(actor, { ...query, cursor, limit })),
  );
}

export function exportAgents(actor: Actor, { format: _, ...query }: ExportAgents): Promise<Response> {
  return csvResponse(
    "agents",
    AGENT,
    pagesOf((cursor) => listAgents(actor, { ...query, cursor, limit })),
  );
}

/** Holds, then priority overrides, then capacity reservations. */
export function exportOverlays(actor: Actor, { format: _, ...query }: ExportOverlays): Promise<Response> {
  const named = async function* <T extends Overlay>(kind: string, pages: AsyncGenerator<T[]>) {
    for await (const page of pages) yield page.map((overlay) => ({ kind, overlay }));
  };
  const all = async function* () {
    yield* named(
      "hold",
      pagesOf((cursor) => listHolds(actor, { ...query, cursor, limit })),
    );
    yield* named(
      "priority_override",
      pagesOf((cursor) => listOverrides(actor, { ...query, cursor, limit })),
    );
    yield* named(
      "capacity_reservation",
      pagesOf((cursor) => listReservations(actor, { ...query, cursor, limit })),
    );
  };
  return csvResponse("overlays", OVERLAY, all());
}
