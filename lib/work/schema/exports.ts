import { z } from "zod";
import { AgentsQuery } from "./agent-requests";
import { OverlaysQuery } from "./overlays";
import { TasksQuery } from "./task-requests";
import { TicketsQuery } from "./tickets";

const format = z.literal("csv").default("csv");
const paging = { cursor: true, limit: true } as const;

export const ExportTasks = TasksQuery.omit(paging).extend({ format });
export type ExportTasks = z.infer<typeof ExportTasks>;
export const ExportTickets = TicketsQuery.omit(paging).extend({ format });
export type ExportTickets = z.infer<typeof ExportTickets>;
export const ExportAgents = AgentsQuery.omit(paging).extend({ format });
export type ExportAgents = z.infer<typeof ExportAgents>;
export const ExportOverlays = OverlaysQuery.omit(paging).extend({ format });
export type ExportOverlays = z.infer<typeof ExportOverlays>;
