// Tasks that nobody will try again by themselves, for rooms above that tell of them.
import { Prisma } from "@/lib/generated/prisma/client";
import type { Tx } from "@/lib/platform/db/transact";
import { type LiveTask, seconds } from "./facts";

export interface ExhaustedTask
  extends Pick<LiveTask, "id" | "title" | "projectId" | "phase" | "priority" | "attempts" | "maxAttempts"> {
  endedSeconds: number;
  /** What kind of error, and the first line of what it says. */
  error: string;
  message: string;
}

const EXHAUSTED_MAX = 500;

/** Tasks that failed within these seconds with their last attempt, and that nobody has run again; the newest. */
export async function listExhausted(tx: Tx, withinSeconds: number): Promise<ExhaustedTask[]> {
  return tx.$queryRaw<ExhaustedTask[]>`/* exhausted */
    SELECT t.id, t.title, t.project_id AS "projectId", t.phase, t.effective_priority AS priority,
      t.attempt_count AS attempts, t.max_attempts AS "maxAttempts", ${seconds(Prisma.sql`t.finished_at`)} AS "endedSeconds",
      coalesce(t.error->>'kind', '') AS error,
      coalesce(left(substring(t.error->>'message' from '[^[:space:]][^\n]*'), 500), '') AS message
    FROM tasks t
    WHERE t.finished_at > now() - make_interval(secs => ${withinSeconds}::double precision) AND t.state = 'failed'
      AND t.attempt_count >= t.max_attempts
      AND NOT EXISTS (SELECT 1 FROM tasks again WHERE again.ticket_id = t.ticket_id AND again.retry_of = t.id)
    ORDER BY t.finished_at DESC LIMIT ${EXHAUSTED_MAX}`;
}
