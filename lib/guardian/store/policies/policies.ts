import { Prisma } from "@/lib/generated/prisma/client";
import type { Actor } from "@/lib/platform/auth/actor";
import type { Tx } from "@/lib/platform/db/transact";

export interface PolicyRow {
  name: string;
  mode: string;
  hash: string;
  text: string;
  fileHash: string | null;
  fileName: string | null;
  fault: string | null;
  faultAt: Date | null;
  updatedAt: Date;
  updatedBy: string;
  updatedByName: string;
}

/** With what came of it. */
export interface WatchedPolicyRow extends PolicyRow {
  matching: number;
  firings24h: number;
  lastFiredAt: Date | null;
  lastOutcome: string | null;
}

type Author = Pick<Actor, "id" | "name">;

const COLUMNS =
  Prisma.raw(`p.name, p.mode, p.hash, v.text, p.file_hash AS "fileHash", p.file_name AS "fileName", p.fault,
  p.fault_at AS "faultAt", p.updated_at AS "updatedAt", p.updated_by AS "updatedBy", p.updated_by_name AS "updatedByName"`);
const FROM = Prisma.raw(
  "guardian_policies p JOIN guardian_policy_versions v ON v.policy = p.name AND v.hash = p.hash",
);
const WATCHED = Prisma.raw(`
  (SELECT count(*)::int FROM guardian_policy_matches m WHERE m.policy = p.name) AS matching,
  (SELECT count(*)::int FROM guardian_firings f WHERE f.policy = p.name
    AND f.fired_at > clock_timestamp() - interval '1 day') AS "firings24h",
  last.fired_at AS "lastFiredAt", last.outcome AS "lastOutcome"`);
const LAST = Prisma.raw(`LEFT JOIN LATERAL (
    SELECT f.fired_at, f.outcome FROM guardian_firings f WHERE f.policy = p.name ORDER BY f.fired_at DESC LIMIT 1
  ) AS last ON true`);

/** Those that are not switched off. */
export async function listActive(tx: Tx): Promise<PolicyRow[]> {
  return tx.$queryRaw<PolicyRow[]>`SELECT ${COLUMNS} FROM ${FROM} WHERE p.mode <> 'off' ORDER BY p.name`;
}

export async function listPolicies(tx: Tx): Promise<WatchedPolicyRow[]> {
  return tx.$queryRaw<WatchedPolicyRow[]>`
    SELECT ${COLUMNS}, ${WATCHED} FROM ${FROM} ${LAST} ORDER BY p.name LIMIT 1000`;
}

export async function findPolicy(tx: Tx, name: string): Promise<WatchedPolicyRow | null> {
  const [row] = await tx.$queryRaw<WatchedPolicyRow[]>`
    SELECT ${COLUMNS}, ${WATCHED} FROM ${FROM} ${LAST} WHERE p.name = ${name}`;
  return row ?? null;
}

/** Locks a policy: it neither changes nor fires meanwhile. */
export async function lockPolicy(
  tx: Tx,
  name: string,
): Promise<Pick<PolicyRow, "mode" | "hash" | "fileHash"> | null> {
  const [row] = await tx.$queryRaw<Pick<PolicyRow, "mode" | "hash" | "fileHash">[]>`
    SELECT mode, hash, file_hash AS "fileHash" FROM guardian_policies WHERE name = ${name} FOR NO KEY UPDATE`;
  return row ?? null;
}

/** What these are about now; a name that no policy has is left out. */
export async function readModes(
  tx: Tx,
  names: readonly string[],
): Promise<Map<string, Pick<PolicyRow, "mode" | "hash">>> {
  if (names.length === 0) return new Map();
  const rows = await tx.$queryRaw<Pick<PolicyRow, "name" | "mode" | "hash">[]>`
    SELECT name, mode, hash FROM guardian_policies WHERE name = ANY(${names}::text[])`;
  return new Map(rows.map(({ name, ...now }) => [name, now]));
}

/** Keeps a text; one that was there before stays as it was. */
export async function keepVersion(
  tx: Tx,
  { policy, hash, text, by }: { policy: string; hash: string; text: string; by: Author },
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO guardian_policy_versions (policy, hash, text, author, author_name)
    VALUES (${policy}, ${hash}, ${text}, ${by.id}, ${by.name}) ON CONFLICT DO NOTHING`;
}

/** When the first text of any policy was kept, which is when the installation started; now, without one. */
export async function findFirstVersion(tx: Tx): Promise<Date> {
  const [row] = await tx.$queryRaw<[{ at: Date }]>`
    SELECT coalesce(min(at), now()) AS at FROM guardian_policy_versions`;
  return row.at;
}

interface NewPolicy {
  name: string;
  mode: string;
  hash: string;
  file: { hash: string; name: string } | null;
  by: Author;
}

/** False: there is one of this name already. */
export async function insertPolicy(tx: Tx, { name, mode, hash, file, by }: NewPolicy): Promise<boolean> {
  const inserted = await tx.$executeRaw`
    INSERT INTO guardian_policies (name, mode, hash, file_hash, file_name, updated_by, updated_by_name)
    VALUES (${name}, ${mode}, ${hash}, ${file?.hash ?? null}, ${file?.name ?? null}, ${by.id}, ${by.name})
    ON CONFLICT DO NOTHING`;
  return inserted > 0;
}

/** Of a locked policy. What could not be decided is asked anew. */
export async function changePolicy(
  tx: Tx,
  name: string,
  { hash, mode, by }: { hash: string; mode: string; by: Author },
): Promise<void> {
  await tx.$executeRaw`
    UPDATE guardian_policies SET hash = ${hash}, mode = ${mode}, updated_by = ${by.id}, updated_by_name = ${by.name},
      updated_at = statement_timestamp() WHERE name = ${name}`;
}

/** Notes what the policy's file says, whether or not that is in force. */
export async function noteFile(tx: Tx, name: string, file: { hash: string; name: string }): Promise<void> {
  await tx.$executeRaw`
    UPDATE guardian_policies SET file_hash = ${file.hash}, file_name = ${file.name}
    WHERE name = ${name} AND (file_hash, file_name) IS DISTINCT FROM (${file.hash}, ${file.name})`;
}

/** Notes why a policy cannot be decided, or that it can. False: that was noted already. */
export async function noteFault(tx: Tx, name: string, fault: string | null): Promise<boolean> {
  const changed = await tx.$executeRaw`
    UPDATE guardian_policies SET fault = ${fault}::text,
      fault_at = CASE WHEN ${fault}::text IS NOT NULL THEN clock_timestamp() END
    WHERE name = ${name} AND fault IS DISTINCT FROM ${fault}::text`;
  return changed > 0;
}

export interface VersionRow {
  hash: string;
  text: string;
  author: string;
  authorName: string;
  at: Date;
}

export async function findVersion(tx: Tx, policy: string, hash: string): Promise<VersionRow | null> {
  const [row] = await tx.$queryRaw<VersionRow[]>`
    SELECT hash, text, author, author_name AS "authorName", at FROM guardian_policy_versions
    WHERE policy = ${policy} AND hash = ${hash}`;
  return row ?? null;
}

/** The newest first, behind the one named; one more than asked for, where there is one. */
export async function listVersions(
  tx: Tx,
  policy: string,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<VersionRow[]> {
  const behind = cursor
    ? Prisma.sql`AND (at, hash) < (SELECT b.at, b.hash FROM guardian_policy_versions b
        WHERE b.policy = ${policy} AND b.hash = ${cursor})`
    : Prisma.empty;
  return tx.$queryRaw<VersionRow[]>`
    SELECT hash, text, author, author_name AS "authorName", at FROM guardian_policy_versions
    WHERE policy = ${policy} ${behind} ORDER BY at DESC, hash DESC LIMIT ${limit + 1}`;
}
