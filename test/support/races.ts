// What tests of races on a real PostgreSQL share.
import { rows } from "./sql";

/** As many as that, all at once; each is given its number, from 0. */
export const many = <T>(count: number, make: (n: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, n) => make(n)));

/** Deadlocks that the server has had to break in this database. */
export async function countDeadlocks(): Promise<number> {
  // A connection tells its own counts alone: as many at once as a pool may have make every one of them tell.
  await many(24, () => rows`SELECT pg_stat_force_next_flush()::text, pg_sleep(0.05)::text`);
  const [row] = await rows<{ n: number }>`
    SELECT deadlocks::int AS n FROM pg_stat_database WHERE datname = current_database()`;
  return row?.n ?? 0;
}
