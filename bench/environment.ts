// What a benchmark is told by its environment; the only place that reads it.
import { z } from "zod";

const Environment = z.object({
  TEST_DATABASE_URL: z.string().min(1).optional().describe("A PostgreSQL 17 with pgvector."),
  BENCH_ROUNDS: z.coerce.number().int().min(1).default(5),
  BENCH_JOBS: z.coerce.number().int().min(1).default(4000),
  BENCH_RUNNERS: z.coerce.number().int().min(1).default(100),
  BENCH_TASKS: z.coerce.number().int().min(1).default(1500),
  BENCH_REPETITIONS: z.coerce.number().int().min(1).default(1000),
  BENCH_CALLS: z.coerce.number().int().min(1).default(300),
  BENCH_RECORDS: z.coerce.number().int().min(1000).default(1_000_000),
  BENCH_LINES: z.coerce.number().int().min(8).default(200_000),
  BENCH_LIMIT_MS: z.coerce.number().int().min(1).default(900_000),
});

/** Throws for a value that does not parse, naming it. */
export const benchEnv = Environment.parse(process.env);

/** The environment of a process that a benchmark starts: its own, and these. */
export function childEnv(own: Record<string, string>): NodeJS.ProcessEnv {
  return { ...process.env, ...own };
}
