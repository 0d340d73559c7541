import { createHash, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import type { Fault } from "./link";

/** A place in the chain and its hash, which bind all before it, as they were at a time. */
export interface Head {
  position: number;
  hash: string;
  /** ISO 8601, by the database's clock. */
  at: string;
}

/** A head with an Ed25519 signature, both in base64; the public key is SubjectPublicKeyInfo (DER). */
export interface SignedHead extends Head {
  keyId: string;
  publicKey: string;
  signature: string;
}

/** A head that is believed for another reason than its signature, as one in a file that somebody kept. */
export type KnownHead = SignedHead | Head;

export function isSigned(head: KnownHead): head is SignedHead {
  return "signature" in head;
}

/** What is signed: canonical JSON, its names in order. */
function statement({ at, hash, position }: Head, keyId: string): Buffer {
  return Buffer.from(JSON.stringify({ at, format: "omoios.audit.head/1", hash, keyId, position }));
}

export function signHead(head: Head, privateKey: KeyObject): SignedHead {
  const publicKey = createPublicKey(privateKey).export({ type: "spki", format: "der" });
  const keyId = keyIdOf(publicKey);
  const signature = sign(null, statement(head, keyId), privateKey).toString("base64");
  return { ...head, keyId, publicKey: publicKey.toString("base64"), signature };
}

/** The first half of the SHA-256 of the public key, in hexadecimal. */
export function keyIdOf(publicKey: Buffer): string {
  return createHash("sha256").update(publicKey).digest("hex").slice(0, 32);
}

/** Reads an Ed25519 public key: PEM, or base64 of its DER. Null where it is none. */
export function readPublicKey(text: string): KeyObject | null {
  try {
    const key = text.includes("-----BEGIN")
      ? createPublicKey(text)
      : createPublicKey({ key: Buffer.from(text.trim(), "base64"), type: "spki", format: "der" });
    return key.asymmetricKeyType === "ed25519" ? key : null;
  } catch {
    return null;
  }
}

/** What is wrong with a head's signature by the key that it names; whether that key is trusted is another question. */
export function faultOfHead(head: KnownHead): Fault | null {
  if (!isSigned(head)) return null;
  const { position, at, keyId, publicKey, signature } = head;
  const named = readPublicKey(publicKey);
  const isItsId = named && keyIdOf(named.export({ type: "spki", format: "der" })) === keyId;
  if (isItsId && verify(null, statement(head, keyId), named, Buffer.from(signature, "base64"))) return null;
  const detail = `The signature of the head of ${at} is not of this position, hash and key.`;
  return { kind: "wrong_signature", position, entry: null, detail };
}

export function isSignedBy({ publicKey }: SignedHead, trusted: KeyObject): boolean {
  return readPublicKey(publicKey)?.equals(trusted) ?? false;
}
