import type { Tx } from "../../db/transact";
import type { StoredLink } from "../chain/follow";
import type { Head } from "../chain/head";

/** Links after a position, up to another, and whether each entry's own row still says what the link's body does. */
export async function listLinks(tx: Tx, after: number, upTo: number, limit: number): Promise<StoredLink[]> {
  const rows = await tx.$queryRaw<(Omit<StoredLink, "position"> & { position: bigint })[]>`
    SELECT c.position, c.body, c.prev_hash AS "prevHash", c.hash,
      CASE WHEN e.seq IS NULL THEN 'missing' WHEN audit_body(e, c.position) = c.body THEN 'same' ELSE 'altered' END AS row
    FROM audit_chain c LEFT JOIN audit_entries e ON e.seq = c.seq
    WHERE c.position > ${after} AND c.position <= ${upTo} ORDER BY c.position LIMIT ${limit}`;
  return rows.map((row) => ({ ...row, position: Number(row.position) }));
}

/** What the entry's row says now, as the body of this position would. */
export async function findRowBody(tx: Tx, position: number): Promise<string | null> {
  const [row] = await tx.$queryRaw<{ body: string }[]>`
    SELECT audit_body(e, c.position) AS body FROM audit_chain c JOIN audit_entries e ON e.seq = c.seq
    WHERE c.position = ${position}`;
  return row?.body ?? null;
}

/** The chain's last link as its own row tells it, by the database's clock; null when that row is gone. */
export async function findHead(tx: Tx): Promise<Head | null> {
  const [row] = await tx.$queryRaw<{ position: bigint; hash: string; at: Date }[]>`
    SELECT position, hash, clock_timestamp() AS at FROM audit_chain_head`;
  return row ? { position: Number(row.position), hash: row.hash, at: row.at.toISOString() } : null;
}

/** The first entry that was never linked, which only somebody who switched the trigger off can have written. */
export async function findUnlinked(tx: Tx): Promise<{ id: string; seq: bigint } | null> {
  const [row] = await tx.$queryRaw<{ id: string; seq: bigint }[]>`
    SELECT e.id, e.seq FROM audit_entries e LEFT JOIN audit_chain c ON c.seq = e.seq
    WHERE c.seq IS NULL ORDER BY e.seq LIMIT 1`;
  return row ?? null;
}

/** The hash at a position; null where nothing stands. */
export async function findHashAt(tx: Tx, position: number): Promise<string | null> {
  const row = await tx.auditLink.findUnique({ where: { position }, select: { hash: true } });
  return row?.hash ?? null;
}
