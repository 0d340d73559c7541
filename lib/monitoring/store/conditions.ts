// What a pass over the rules writes, in statements that take all alerts of a rule at once.
import type { Tx } from "@/lib/platform/db/transact";
import { ALERT_COLUMNS, type AlertRow, LIVE } from "./alerts";

export interface SeenRow {
  fingerprint: string;
  title: string;
  facts: Record<string, unknown>;
}

/** Counts the live alerts among these once more; returns the fingerprints of those. */
export async function countSeen(
  tx: Tx,
  rule: { name: string; severity: string; routes: string[] },
  seen: readonly SeenRow[],
): Promise<string[]> {
  if (seen.length === 0) return [];
  const rows = await tx.$queryRaw<{ fingerprint: string }[]>`
    UPDATE alerts a SET count = count + 1, last_seen_at = now(), clear_since = NULL, severity = ${rule.severity},
      routes = ${rule.routes}::text[], title = given.title, facts = given.facts::jsonb
    FROM unnest(${seen.map((row) => row.fingerprint)}::text[], ${seen.map((row) => row.title)}::text[],
      ${seen.map((row) => JSON.stringify(row.facts))}::text[]) AS given (fingerprint, title, facts)
    WHERE a.fingerprint = given.fingerprint AND a.rule = ${rule.name} AND ${LIVE} RETURNING a.fingerprint`;
  return rows.map(({ fingerprint }) => fingerprint);
}

/** Notes since when conditions hold that have no alert, forgets those that do not; returns which held long enough. */
export async function noteHeld(
  tx: Tx,
  rule: string,
  fingerprints: string[],
  forSeconds: number,
): Promise<string[]> {
  await tx.$executeRaw`
    DELETE FROM alert_conditions WHERE rule = ${rule} AND fingerprint <> ALL(${fingerprints}::text[])`;
  if (fingerprints.length === 0) return [];
  await tx.$executeRaw`
    INSERT INTO alert_conditions (fingerprint, rule) SELECT given, ${rule} FROM unnest(${fingerprints}::text[]) AS given
    ON CONFLICT (fingerprint) DO NOTHING`;
  const rows = await tx.$queryRaw<{ fingerprint: string }[]>`
    SELECT fingerprint FROM alert_conditions
    WHERE rule = ${rule} AND held_since <= statement_timestamp() - make_interval(secs => ${forSeconds}::double precision)
    ORDER BY held_since, fingerprint`;
  return rows.map(({ fingerprint }) => fingerprint);
}

/** Conditions that have become alerts wait no more. */
export async function forgetHeld(tx: Tx, fingerprints: string[]): Promise<void> {
  if (fingerprints.length === 0) return;
  await tx.$executeRaw`DELETE FROM alert_conditions WHERE fingerprint = ANY(${fingerprints}::text[])`;
}

/**
 * Of a rule's live alerts that were not seen: notes since when they are over, takes that back from those that are
 * undecided, and returns those that have been over for long enough.
 */
export async function noteOver(
  tx: Tx,
  rule: string,
  seen: string[],
  undecided: string[],
  clearForSeconds: number,
): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string; isDue: boolean }[]>`
    UPDATE alerts a SET clear_since = CASE WHEN fingerprint = ANY(${undecided}::text[]) THEN NULL
      ELSE coalesce(clear_since, statement_timestamp()) END
    WHERE rule = ${rule} AND is_by_rule AND ${LIVE} AND fingerprint <> ALL(${seen}::text[])
    RETURNING id, coalesce(clear_since <= statement_timestamp() - make_interval(secs => ${clearForSeconds}::double precision), false) AS "isDue"`;
  return rows.filter(({ isDue }) => isDue).map(({ id }) => id);
}

export async function countLive(tx: Tx, rule: string): Promise<number> {
  const [row] = await tx.$queryRaw<[{ count: number }]>`
    SELECT count(*)::int AS count FROM alerts a WHERE rule = ${rule} AND ${LIVE}`;
  return row.count;
}

/** Live alerts of rules that are in the file no more. */
export async function listOrphans(tx: Tx, rules: string[]): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM alerts a WHERE is_by_rule AND ${LIVE} AND rule <> ALL(${rules}::text[]) ORDER BY id`;
  await tx.$executeRaw`DELETE FROM alert_conditions WHERE rule <> ALL(${rules}::text[])`;
  return rows.map(({ id }) => id);
}

/** Ends silences whose time is over; an alert that was acknowledged before is so again. */
export async function endSilences(tx: Tx): Promise<AlertRow[]> {
  return tx.$queryRaw<AlertRow[]>`
    UPDATE alerts a SET state = CASE WHEN acknowledged_at IS NULL THEN 'raised' ELSE 'acknowledged' END,
      silenced_until = NULL, silenced_by_name = NULL, version = version + 1
    WHERE state = 'silenced' AND silenced_until <= statement_timestamp() RETURNING ${ALERT_COLUMNS}`;
}

/** Alerts that were raised so long ago and that nobody has acknowledged, silenced or escalated. */
export async function listUnanswered(tx: Tx, rule: string, afterSeconds: number): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM alerts WHERE rule = ${rule} AND state = 'raised' AND escalated_at IS NULL AND clear_since IS NULL
      AND coalesce(reopened_at, raised_at) <= statement_timestamp() - make_interval(secs => ${afterSeconds}::double precision)
    ORDER BY id`;
  return rows.map(({ id }) => id);
}
