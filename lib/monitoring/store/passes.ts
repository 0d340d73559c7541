import type { Tx } from "@/lib/platform/db/transact";

/** Takes work that is due, for one replica alone: false when it is not due, or another took it. */
export async function takePass(tx: Tx, name: string, everySeconds: number): Promise<boolean> {
  // A little less than the clock's own interval, so that a tick that comes early is not a round left out.
  const taken = await tx.$executeRaw`
    INSERT INTO monitor_passes AS p (name, next_at)
    VALUES (${name}, clock_timestamp() + ${everySeconds}::float8 * interval '0.9 second')
    ON CONFLICT (name) DO UPDATE SET next_at = excluded.next_at WHERE p.next_at <= clock_timestamp()`;
  return taken > 0;
}

/** When the work was taken last, roughly. */
export async function lastPass(tx: Tx, name: string, everySeconds: number): Promise<Date | null> {
  const [row] = await tx.$queryRaw<{ at: Date }[]>`
    SELECT next_at - ${everySeconds}::float8 * interval '0.9 second' AS at FROM monitor_passes WHERE name = ${name}`;
  return row?.at ?? null;
}
