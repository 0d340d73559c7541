import { read } from "../db/transact";
import { AppError } from "../errors";

export const IDEMPOTENCY_HOURS_KEPT = 48;

/**
 * The stored reply of the request that used this key before, or null.
 * Throws `idempotency_key_reused` when that request was another one.
 */
export async function findReply(of: { actor: string; key: string; requestHash: string }) {
  const row = await read((tx) =>
    tx.idempotencyKey.findUnique({ where: { actor_key: { actor: of.actor, key: of.key } } }),
  );
  if (!row) return null;
  if (row.requestHash !== of.requestHash) {
    throw new AppError("idempotency_key_reused", "This Idempotency-Key was used for another request.");
  }
  return { reply: row.reply };
}
