import type { Tx } from "../../db/transact";
import type { Position } from "../../events/store";

/** Takes this turn to seal and sign, unless some replica had one less than `seconds` ago. */
export async function takeTurn(tx: Tx, seconds: number): Promise<boolean> {
  const taken = await tx.$executeRaw`
    UPDATE audit_clock SET run_at = clock_timestamp()
    WHERE run_at <= clock_timestamp() - make_interval(secs => ${seconds})`;
  return taken === 1;
}

/** Up to where events are sealed. */
export async function findSealed(tx: Tx): Promise<Position> {
  const [row] = await tx.$queryRaw<Position[]>`SELECT sealed_xid AS xid, sealed_seq AS seq FROM audit_clock`;
  if (!row) throw new Error("The table audit_clock has lost its row.");
  return row;
}

/** Moves that place on; false when another replica has. */
export async function moveSealed(tx: Tx, from: Position, to: Position): Promise<boolean> {
  const moved = await tx.$executeRaw`
    UPDATE audit_clock SET sealed_xid = ${to.xid}, sealed_seq = ${to.seq}
    WHERE sealed_xid = ${from.xid} AND sealed_seq = ${from.seq}`;
  return moved === 1;
}

/** The last position of an act's entries in the chain. */
export async function findLastOf(tx: Tx, act: string): Promise<number | null> {
  const [row] = await tx.$queryRaw<{ position: bigint | null }[]>`
    SELECT max(c.position) AS position FROM audit_entries e JOIN audit_chain c ON c.seq = e.seq WHERE e.act = ${act}`;
  return row?.position == null ? null : Number(row.position);
}
