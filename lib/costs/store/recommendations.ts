import { Prisma } from "@/lib/generated/prisma/client";
import type { Tx } from "@/lib/platform/db/transact";
import { all } from "@/lib/platform/db/where";
import type { Evidence, RecommendationsQuery } from "../schema";

export interface NewRecommendation {
  id: string;
  projectId: string;
  kind: string;
  subject: string;
  label: string;
  evidence: Evidence;
  saving: string;
  low: string;
  high: string;
}

export interface FoundRow extends NewRecommendation {
  state: string;
  isCurrent: boolean;
  foundAt: Date;
  seenAt: Date;
  decidedAt: Date | null;
  decidedBy: string | null;
  reason: string | null;
  baseline: string | null;
  unitsSince: string | null;
  realised: string | null;
  version: number;
}

const COLUMNS = Prisma.raw(`r.id, r.project_id AS "projectId", r.kind, r.subject, r.label, r.evidence,
  trim_scale(r.saving_usd)::text AS saving, trim_scale(r.saving_low_usd)::text AS low,
  trim_scale(r.saving_high_usd)::text AS high, r.state, r.is_current AS "isCurrent", r.found_at AS "foundAt",
  r.seen_at AS "seenAt", r.decided_at AS "decidedAt", r.decided_by AS "decidedBy", r.reason,
  trim_scale(r.baseline_usd)::text AS baseline, trim_scale(r.units_since)::text AS "unitsSince",
  trim_scale(r.realised_usd)::text AS realised, r.version`);

/** Those of a state, the largest saving first; of the open ones those that the ledger still shows. One row more. */
export async function listRecommendations(
  tx: Tx,
  query: Omit<RecommendationsQuery, "cursor">,
  after: { saving: string; id: string } | null,
): Promise<FoundRow[]> {
  const { project, state, kind, limit } = query;
  const where = all([
    Prisma.sql`r.state = ${state}`,
    ...(state === "open" ? [Prisma.sql`r.is_current`] : []),
    ...(project ? [Prisma.sql`r.project_id = ${project}`] : []),
    ...(kind ? [Prisma.sql`r.kind = ${kind}`] : []),
    ...(after ? [Prisma.sql`(r.saving_usd, r.id) < (${after.saving}::numeric, ${after.id})`] : []),
  ]);
  return tx.$queryRaw<FoundRow[]>`
    SELECT ${COLUMNS} FROM cost_recommendations r WHERE ${where}
    ORDER BY r.saving_usd DESC, r.id DESC LIMIT ${limit + 1}`;
}

export async function lockRecommendation(tx: Tx, id: string): Promise<FoundRow | null> {
  const [row] = await tx.$queryRaw<FoundRow[]>`
    SELECT ${COLUMNS} FROM cost_recommendations r WHERE r.id = ${id} FOR UPDATE`;
  return row ?? null;
}

/**
 * Notes what the ledger shows now. What was accepted stays as it was accepted; what was dismissed comes back when it
 * would save at least twice as much as then, and a dollar more.
 */
export async function saveFound(tx: Tx, found: NewRecommendation): Promise<void> {
  const { id, projectId, kind, subject, label, evidence, saving, low, high } = found;
  const returns = Prisma.sql`(r.state = 'dismissed' AND excluded.saving_usd >= 2 * r.decided_saving_usd
    AND excluded.saving_usd >= r.decided_saving_usd + 1)`;
  const kept = (column: string) =>
    Prisma.raw(`${column} = CASE WHEN r.state = 'accepted' THEN r.${column} ELSE excluded.${column} END`);
  const cleared = (column: string) =>
    Prisma.sql`${Prisma.raw(column)} = CASE WHEN ${returns} THEN NULL ELSE ${Prisma.raw(`r.${column}`)} END`;
  await tx.$executeRaw`
    INSERT INTO cost_recommendations AS r (id, project_id, kind, subject, label, evidence, saving_usd, saving_low_usd,
      saving_high_usd)
    VALUES (${id}, ${projectId}, ${kind}, ${subject}, ${label}, ${JSON.stringify(evidence)}::jsonb,
      ${saving}::numeric, ${low}::numeric, ${high}::numeric)
    ON CONFLICT (project_id, kind, subject) DO UPDATE SET is_current = true, seen_at = statement_timestamp(),
      ${kept("label")}, ${kept("evidence")}, ${kept("saving_usd")}, ${kept("saving_low_usd")}, ${kept("saving_high_usd")},
      state = CASE WHEN ${returns} THEN 'open' ELSE r.state END, ${cleared("decided_at")}, ${cleared("decided_by")},
      ${cleared("reason")}, ${cleared("decided_saving_usd")}`;
}

/** What the ledger of a project does not show any more. */
export async function markGone(tx: Tx, projectId: string, keys: string[]): Promise<void> {
  await tx.$executeRaw`
    UPDATE cost_recommendations SET is_current = false
    WHERE project_id = ${projectId} AND is_current AND NOT kind || ' ' || subject = ANY(${keys}::text[])`;
}

export interface Decision {
  state: "accepted" | "dismissed";
  by: string;
  reason: string | null;
  /** USD a unit; null where nothing was there to measure, or nothing is measured. */
  baseline: string | null;
}

export async function decide(tx: Tx, id: string, { state, by, reason, baseline }: Decision): Promise<void> {
  await tx.$executeRaw`
    UPDATE cost_recommendations SET state = ${state}, decided_at = clock_timestamp(), decided_by = ${by},
      reason = ${reason}, decided_saving_usd = saving_usd, baseline_usd = ${baseline}::numeric, units_since = NULL,
      realised_usd = NULL, version = version + 1
    WHERE id = ${id}`;
}

/** What was accepted and is measured. */
export async function listMeasured(tx: Tx, projectId: string): Promise<FoundRow[]> {
  return tx.$queryRaw<FoundRow[]>`
    SELECT ${COLUMNS} FROM cost_recommendations r
    WHERE r.project_id = ${projectId} AND r.state = 'accepted' AND r.baseline_usd IS NOT NULL ORDER BY r.id`;
}

export async function setRealised(tx: Tx, id: string, units: string, usd: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE cost_recommendations SET units_since = ${units}::numeric, realised_usd = ${usd}::numeric
    WHERE id = ${id} AND state = 'accepted'`;
}

/** Projects with costs since then, and those of which something is advised. */
export async function listAdvised(tx: Tx, since: Date): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT project_id AS id FROM cost_rollups WHERE hour >= ${since}
    UNION SELECT DISTINCT project_id FROM cost_recommendations ORDER BY 1`;
  return rows.map(({ id }) => id);
}

export interface Measured {
  cost: string;
  promptTokens: string;
}

/** What a part of a project cost in whole hours of [from, to), and its prompts. */
export async function measure(
  tx: Tx,
  part: { projectId: string; phase?: string; provider?: string; model?: string },
  from: Date,
  to: Date,
): Promise<Measured> {
  const { projectId, phase, provider, model } = part;
  const where = all([
    Prisma.sql`project_id = ${projectId} AND hour >= ${from} AND hour < ${to}`,
    ...(phase !== undefined ? [Prisma.sql`phase = ${phase}`] : []),
    ...(provider !== undefined ? [Prisma.sql`provider = ${provider}`] : []),
    ...(model !== undefined ? [Prisma.sql`model = ${model}`] : []),
  ]);
  const [row] = await tx.$queryRaw<[Measured]>`
    SELECT coalesce(sum(total_cost), 0)::text AS cost,
      coalesce(sum(input_tokens + cache_read_tokens + cache_write_5m_tokens + cache_write_1h_tokens), 0)::text
        AS "promptTokens"
    FROM cost_rollups WHERE ${where}`;
  return row;
}

/** When any of these passes ran last; null before the first. */
export async function findLastPass(tx: Tx, names: string[], everySeconds: number): Promise<Date | null> {
  const [row] = await tx.$queryRaw<[{ at: Date | null }]>`
    SELECT max(next_at) - ${everySeconds}::int * interval '1 second' AS at FROM cost_passes
    WHERE name = ANY(${names}::text[])`;
  return row.at;
}

/** The pass has run now, whenever it was due. */
export async function notePass(tx: Tx, name: string, everySeconds: number): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO cost_passes (name, next_at)
    VALUES (${name}, clock_timestamp() + ${everySeconds}::int * interval '1 second')
    ON CONFLICT (name) DO UPDATE SET next_at = excluded.next_at`;
}
