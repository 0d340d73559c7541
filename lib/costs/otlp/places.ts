// Which attributes say what a call belongs to.
import { z } from "zod";
import { IdOf } from "@/lib/platform/ids";
import type { Told } from "../service/attribute";

export type Place = Told & { attemptId?: string };

export const PLACES: readonly (readonly [field: keyof Place, name: string, schema: z.ZodType<string>])[] = [
  ["taskId", "omoi.task.id", IdOf("task")],
  ["attemptId", "omoi.attempt.id", IdOf("att")],
  ["agentId", "omoi.agent.id", IdOf("agent")],
  ["ticketId", "omoi.ticket.id", IdOf("tkt")],
  ["phase", "omoi.phase", z.string().max(64)],
  ["projectId", "omoi.project.id", IdOf("prj")],
];
