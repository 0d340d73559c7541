import { z } from "zod";
import { IdOf } from "@/lib/platform/ids";
import { JsonObject, Line } from "@/lib/platform/schema";

export const ProjectId = IdOf("prj");
export const TicketId = IdOf("tkt");
export const TaskId = IdOf("task");
export const AttemptId = IdOf("att");
export const ArtifactId = IdOf("art");
export const AgentId = IdOf("agent");
export const HostId = IdOf("host");

export const Fence = z
  .string()
  .regex(/^\d{1,19}$/, "Must be the fence of the attempt, an integer as a string.");
export const AttemptRef = z.strictObject({ attemptId: AttemptId, fence: Fence });
export type AttemptRef = z.infer<typeof AttemptRef>;

export { Line, Said, Text } from "@/lib/platform/schema";
export const Words = (max: number) => z.array(Line(64)).max(max);

/** How long a reply may be kept open; 0 answers at once. */
export const WaitMs = z.int().min(0).max(30_000).default(0);

/** Results and contexts travel with every reply about their task or ticket, so they stay small. */
export const FACTS_BYTES_MAX = 64_000;
export const Facts = JsonObject.refine((value) => JSON.stringify(value).length <= FACTS_BYTES_MAX, {
  message: `Must not be over ${FACTS_BYTES_MAX} characters as JSON; store more as an artifact.`,
});

export const Priority = z.enum(["CRITICAL", "HIGH", "MEDIUM", "LOW"]).meta({ id: "Priority" });
export type Priority = z.infer<typeof Priority>;
/** As the database ranks them. */
export const PRIORITY_RANK: Record<Priority, number> = { CRITICAL: 4, HIGH: 3, MEDIUM: 2, LOW: 1 };

/** Several values of one query parameter, separated by commas. */
export function ListOf<Values extends Readonly<Record<string, string>>>(item: z.ZodEnum<Values>) {
  return z
    .string()
    .max(500)
    .transform((text) => text.split(","))
    .pipe(z.array(item).min(1).max(20));
}
