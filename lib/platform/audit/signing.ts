import { createPublicKey, type KeyObject } from "node:crypto";
import { database } from "../db/client";
import { type Tx, transact } from "../db/transact";
import { env } from "../env";
import { log } from "../log";
import { keyIdOf, type SignedHead, signHead } from "./chain/head";
import type { Signing } from "./schema";
import { keyBeside, readSigningKey } from "./signing-key";
import * as chain from "./store/chain";
import * as heads from "./store/heads";

interface SigningKey {
  source: Exclude<Signing["source"], "none">;
  key: KeyObject;
}

/** The head that this process signed last: whoever rewrites the database does not reach it. */
const holder = globalThis as typeof globalThis & { omoiAuditKey?: SigningKey; omoiAuditSigned?: SignedHead };

/**
 * The key of AUDIT_SIGNING_KEY, or one beside the embedded data. Null on a server without that variable: replicas
 * share no folder, and a key in the database would sign whatever somebody writes there.
 */
export async function signingKey(): Promise<SigningKey | null> {
  const { AUDIT_SIGNING_KEY, dataDir } = env();
  const given = AUDIT_SIGNING_KEY ? readSigningKey(AUDIT_SIGNING_KEY) : null;
  if (given) return { source: "environment", key: given };
  if ((await database()).kind === "server") return null;
  holder.omoiAuditKey ??= { source: "generated", key: keyBeside(dataDir) };
  return holder.omoiAuditKey;
}

/** What pages say about the key; never the key. */
export async function describeSigning(): Promise<Signing> {
  const signing = await signingKey();
  if (!signing) return { source: "none", keyId: null, publicKey: null };
  const publicKey = createPublicKey(signing.key).export({ type: "spki", format: "der" });
  return { source: signing.source, keyId: keyIdOf(publicKey), publicKey: publicKey.toString("base64") };
}

/**
 * Signs where the chain ends now and keeps that; null where there is no key or no entry. A chain that no longer holds
 * what was signed before is not signed on: that would vouch for whatever it was replaced by.
 */
export async function signNow(): Promise<SignedHead | null> {
  const signing = await signingKey();
  if (!signing) return null;
  return transact("audit.sign_head", async (tx) => {
    const head = await chain.findHead(tx);
    if (!head || head.position === 0) return null;
    const last = await heads.findLastHead(tx);
    const lost = await findLost(tx, [last, holder.omoiAuditSigned]);
    if (lost) {
      const { position, at } = lost;
      log().error({ position, at }, "the audit chain no longer holds what was signed; not signed on");
      return null;
    }
    const signed = signHead(head, signing.key);
    const isNews = last?.position !== signed.position || last.keyId !== signed.keyId;
    if (isNews) await heads.insertHead(tx, signed);
    holder.omoiAuditSigned = isNews ? signed : last;
    return holder.omoiAuditSigned;
  });
}

/** The first of these heads whose hash no longer stands at its position. */
async function findLost(tx: Tx, signed: (SignedHead | null | undefined)[]): Promise<SignedHead | null> {
  for (const head of signed) {
    if (head && (await chain.findHashAt(tx, head.position)) !== head.hash) return head;
  }
  return null;
}
