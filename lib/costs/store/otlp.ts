// What is remembered between the requests of an exporter.
import type { Tx } from "@/lib/platform/db/transact";

const DAYS_KEPT = 30;

interface Session {
  id: string;
  telling: string;
}

/** How each of these sessions tells of its calls: as it did at first. Nobody changes that until the transaction ends. */
export async function claimSessions(
  tx: Tx,
  actor: string,
  sessions: readonly Session[],
): Promise<Map<string, string>> {
  // A row that is there is written again, so that it is read as it was committed last.
  const rows = await tx.$queryRaw<Session[]>`
    INSERT INTO otlp_sessions AS s (actor, session, telling)
    SELECT DISTINCT ON (given."id") ${actor}, given."id", given."telling"
    FROM jsonb_to_recordset(${JSON.stringify(sessions)}::jsonb) AS given ("id" text, "telling" text) ORDER BY given."id"
    ON CONFLICT (actor, session) DO UPDATE SET heard_at = statement_timestamp()
    RETURNING s.session AS id, s.telling`;
  return new Map(rows.map(({ id, telling }) => [id, telling]));
}

export interface Mark {
  series: string;
  value: string;
  atNano: string;
}

/** How far these series were counted; who else counts them waits until the transaction ends. */
export async function lockMarks(tx: Tx, actor: string, series: readonly string[]): Promise<Mark[]> {
  return tx.$queryRaw<Mark[]>`
    INSERT INTO otlp_marks AS m (actor, series, value, at_nano)
    SELECT DISTINCT ${actor}, given, 0, 0 FROM unnest(${series}::text[]) AS given ORDER BY given
    ON CONFLICT (actor, series) DO UPDATE SET heard_at = statement_timestamp()
    RETURNING m.series, trim_scale(m.value)::text AS value, m.at_nano::text AS "atNano"`;
}

export async function moveMarks(tx: Tx, actor: string, marks: readonly Mark[]): Promise<void> {
  await tx.$executeRaw`
    UPDATE otlp_marks m SET value = given."value", at_nano = given."atNano"
    FROM jsonb_to_recordset(${JSON.stringify(marks)}::jsonb)
      AS given ("series" text, "value" numeric(28,12), "atNano" numeric(20,0))
    WHERE m.actor = ${actor} AND m.series = given."series"`;
}

/** Forgets what nobody has told of for a month, some at a time. */
export async function forgetSilent(tx: Tx): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM otlp_sessions WHERE (actor, session) IN (
      SELECT actor, session FROM otlp_sessions WHERE heard_at < now() - make_interval(days => ${DAYS_KEPT})
      LIMIT 100 FOR UPDATE SKIP LOCKED)`;
  await tx.$executeRaw`
    DELETE FROM otlp_marks WHERE (actor, series) IN (
      SELECT actor, series FROM otlp_marks WHERE heard_at < now() - make_interval(days => ${DAYS_KEPT})
      LIMIT 1000 FOR UPDATE SKIP LOCKED)`;
}
