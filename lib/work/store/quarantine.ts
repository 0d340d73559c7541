// Agents that are set aside: what is kept of it, and when it ends by itself.
import { Prisma } from "@/lib/generated/prisma/client";
import type { Tx } from "@/lib/platform/db/transact";

/** In quarantine, or stopped in it: whose it is, is kept then, and it comes back into what is left of it. */
export const IS_ASIDE = Prisma.sql`(state = 'quarantined' OR (state IN ('draining', 'retired')
  AND state_reason IS NOT NULL AND (state_until IS NULL OR state_until > now())))`;

/** An agent in quarantine ends; what laid the quarantine is kept for when it comes back. */
export async function drainAside(tx: Tx, id: string): Promise<boolean> {
  const moved = await tx.$executeRaw`
    UPDATE agents SET state = 'draining', updated_at = now(), version = version + 1
    WHERE id = ${id} AND state = 'quarantined'`;
  return moved === 1;
}

/** The quarantine in which an agent has left ends at this instant, whether it has come back by then or not. */
export async function limitQuarantine(tx: Tx, id: string, owner: string, until: Date): Promise<void> {
  await tx.$executeRaw`
    UPDATE agents SET state_until = ${until}, updated_at = now(), version = version + 1
    WHERE id = ${id} AND state_owner = ${owner}`;
}

/** An agent that has left in quarantine would come back without it; false when it has not. */
export async function forgetQuarantine(tx: Tx, id: string): Promise<boolean> {
  const forgotten = await tx.$executeRaw`
    UPDATE agents SET state_reason = NULL, state_owner = NULL, state_until = NULL,
      updated_at = now(), version = version + 1
    WHERE id = ${id} AND state IN ('draining', 'retired') AND state_reason IS NOT NULL`;
  return forgotten === 1;
}

/** Agents whose quarantine is over, locked. A silent one stays aside until it is heard of: it would only be lost again. */
export async function lockQuarantinesOver(tx: Tx, lostAfterSeconds: number): Promise<string[]> {
  const over = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM agents WHERE ${quarantineIsOver(lostAfterSeconds)} ORDER BY id LIMIT 100 FOR UPDATE SKIP LOCKED`;
  return over.map(({ id }) => id);
}

export const quarantineIsOver = (
  lostAfterSeconds: number,
) => Prisma.sql`state = 'quarantined' AND state_until <= now()
  AND last_heartbeat_at >= now() - make_interval(secs => ${lostAfterSeconds}::double precision)`;
