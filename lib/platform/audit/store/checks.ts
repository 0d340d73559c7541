import type { Prisma } from "@/lib/generated/prisma/client";
import type { Tx } from "../../db/transact";
import { AuditCheck } from "../schema";

/** Keeps what a verification found, in the place of what an earlier one did. */
export async function saveCheck(tx: Tx, result: AuditCheck): Promise<void> {
  const row = { at: new Date(result.at), result: result as Prisma.InputJsonObject };
  await tx.auditCheck.upsert({ where: { id: 1 }, create: { id: 1, ...row }, update: row });
}

export async function findCheck(tx: Tx): Promise<AuditCheck | null> {
  const row = await tx.auditCheck.findUnique({ where: { id: 1 } });
  return row ? AuditCheck.parse(row.result) : null;
}
