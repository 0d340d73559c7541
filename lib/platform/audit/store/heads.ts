import type { Tx } from "../../db/transact";
import type { SignedHead } from "../chain/head";

interface Row extends Omit<SignedHead, "position" | "at"> {
  position: bigint;
  at: Date;
}

function toHead(row: Row): SignedHead {
  return { ...row, position: Number(row.position), at: row.at.toISOString() };
}

/** The heads that were signed after a position, up to another, in the order of their positions. */
export async function listHeads(tx: Tx, after: number, upTo: number): Promise<SignedHead[]> {
  const rows = await tx.auditHead.findMany({
    where: { position: { gt: after, lte: upTo } },
    orderBy: [{ position: "asc" }, { at: "asc" }],
  });
  return rows.map(toHead);
}

export async function findLastHead(tx: Tx): Promise<SignedHead | null> {
  const row = await tx.auditHead.findFirst({ orderBy: [{ position: "desc" }, { at: "desc" }] });
  return row ? toHead(row) : null;
}

/** Keeps a head; that of the same position and key stays as it was signed first. */
export async function insertHead(tx: Tx, head: SignedHead): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO audit_heads (position, hash, at, key_id, public_key, signature)
    VALUES (${head.position}, ${head.hash}, ${new Date(head.at)}, ${head.keyId}, ${head.publicKey}, ${head.signature})
    ON CONFLICT DO NOTHING`;
}
