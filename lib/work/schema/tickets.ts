import { z } from "zod";
import { IdOf } from "@/lib/platform/ids";
import { Instant, JsonObject, PageOf, PageQuery } from "@/lib/platform/schema";
import { Facts, Line, Priority, ProjectId, Text, TicketId } from "./ids";
import { PhaseGap } from "./phases";
import { TaskState, TicketStatus } from "./states";

export const PhaseChange = z.object({
  id: IdOf("ph"),
  from: z.string().nullable(),
  to: z.string(),
  actor: z.string(),
  reason: z.string().nullable(),
  criteriaMet: z.array(z.string()).describe("Criteria that were confirmed with this move."),
  forced: PhaseGap.nullable().describe("What was still missing, when the ticket was moved all the same."),
  at: Instant,
});
export type PhaseChange = z.infer<typeof PhaseChange>;

/** What lists and the board show of a ticket. */
export const TicketSummary = z
  .object({
    id: TicketId,
    projectId: ProjectId,
    title: z.string(),
    phase: z.string(),
    status: TicketStatus,
    priority: Priority,
    taskCounts: z
      .partialRecord(TaskState, z.int())
      .describe("Tasks of the ticket by state; absent means none."),
    createdBy: z.string(),
    createdAt: Instant,
    updatedAt: Instant,
    version: z.int(),
  })
  .meta({ id: "TicketSummary" });
export type TicketSummary = z.infer<typeof TicketSummary>;

export const Ticket = TicketSummary.extend({ description: z.string(), context: JsonObject }).meta({
  id: "Ticket",
});
export type Ticket = z.infer<typeof Ticket>;

export const TicketDetail = Ticket.extend({
  history: z.array(PhaseChange),
  gap: PhaseGap.describe("What the present phase still asks before the ticket may move on."),
}).meta({ id: "TicketDetail" });
export type TicketDetail = z.infer<typeof TicketDetail>;

export const CreateTicket = z.strictObject({
  projectId: ProjectId,
  title: Line(200),
  description: z.string().max(50_000).default(""),
  phase: z.string().max(64).default("BACKLOG"),
  priority: Priority.default("MEDIUM"),
  context: Facts.default({}),
});
export type CreateTicket = z.infer<typeof CreateTicket>;

export const UpdateTicket = z
  .strictObject({
    title: Line(200),
    description: z.string().max(50_000),
    priority: Priority,
    status: TicketStatus,
    context: Facts,
  })
  .partial();
export type UpdateTicket = z.infer<typeof UpdateTicket>;

export const TransitionTicket = z.strictObject({
  phase: z.string().max(64),
  reason: Text(2000),
  criteriaMet: z
    .array(z.string().max(64))
    .max(50)
    .default([])
    .describe("Ids of the criteria confirmed, of the phase that the ticket leaves."),
  force: z
    .boolean()
    .default(false)
    .describe("Move although something is missing; needs work:act and is kept in the history."),
});
export type TransitionTicket = z.infer<typeof TransitionTicket>;

export const TicketsQuery = PageQuery.extend({
  project: ProjectId.optional(),
  phase: z.string().max(64).optional(),
  status: TicketStatus.optional(),
  priority: Priority.optional(),
  q: z.string().max(200).optional().describe("Words in the title."),
});
export type TicketsQuery = z.infer<typeof TicketsQuery>;

export const TicketsPage = PageOf(TicketSummary);
export type TicketsPage = z.infer<typeof TicketsPage>;

export const BoardQuery = z.strictObject({
  project: ProjectId.optional(),
  perPhase: z.coerce.number().int().min(1).max(100).default(30).describe("Tickets shown of each phase."),
});
export type BoardQuery = z.infer<typeof BoardQuery>;

/** The open tickets by phase: the most urgent of each, and how many there are. */
export const Board = z
  .object({
    columns: z.array(z.object({ phase: z.string(), total: z.int(), tickets: z.array(TicketSummary) })),
  })
  .meta({ id: "Board" });
export type Board = z.infer<typeof Board>;
