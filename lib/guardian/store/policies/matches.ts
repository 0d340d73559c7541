import { Prisma } from "@/lib/generated/prisma/client";
import type { Tx } from "@/lib/platform/db/transact";

export interface MatchRow {
  policy: string;
  subject: string;
  since: Date;
  firedAt: Date | null;
  retryAt: Date | null;
}

interface Key {
  policy: string;
  subject: string;
}

export async function listMatches(tx: Tx): Promise<MatchRow[]> {
  return tx.$queryRaw<MatchRow[]>`
    SELECT policy, subject, since, fired_at AS "firedAt", retry_at AS "retryAt" FROM guardian_policy_matches
    ORDER BY policy, subject`;
}

/** Notes that conditions hold since then; where that is known already, since when stays. */
export async function beginMatches(tx: Tx, begun: readonly Key[], since?: Date): Promise<void> {
  if (begun.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO guardian_policy_matches (policy, subject, since)
    SELECT given.*, coalesce(${since ?? null}::timestamptz, clock_timestamp()) FROM ${unnest(begun)} AS given
    ON CONFLICT DO NOTHING`;
}

/** Forgets conditions that were false at that instant; what was noted later, by a later look, stays. */
export async function endMatches(tx: Tx, ended: readonly Key[], at: Date): Promise<void> {
  if (ended.length === 0) return;
  await tx.$executeRaw`
    DELETE FROM guardian_policy_matches m USING ${unnest(ended)} AS given (policy, subject)
    WHERE m.policy = given.policy AND m.subject = given.subject AND m.since <= ${at}`;
}

/** What is switched off, or says something else now, begins anew. */
export async function forgetMatches(tx: Tx, policy: string): Promise<void> {
  await tx.$executeRaw`DELETE FROM guardian_policy_matches WHERE policy = ${policy}`;
}

/** Notes that a policy fires about a subject. False: it has fired, or its condition does not hold any more. */
export async function markFired(tx: Tx, { policy, subject }: Key): Promise<boolean> {
  const marked = await tx.$executeRaw`
    UPDATE guardian_policy_matches SET fired_at = clock_timestamp(), retry_at = NULL
    WHERE policy = ${policy} AND subject = ${subject} AND (fired_at IS NULL OR retry_at <= clock_timestamp())`;
  return marked > 0;
}

export async function retryLater(tx: Tx, { policy, subject }: Key, seconds: number): Promise<void> {
  await tx.$executeRaw`
    UPDATE guardian_policy_matches SET retry_at = clock_timestamp() + ${seconds}::int * interval '1 second'
    WHERE policy = ${policy} AND subject = ${subject} AND fired_at IS NOT NULL`;
}

function unnest(keys: readonly Key[]): Prisma.Sql {
  return Prisma.sql`unnest(${keys.map(({ policy }) => policy)}::text[], ${keys.map(({ subject }) => subject)}::text[])`;
}
