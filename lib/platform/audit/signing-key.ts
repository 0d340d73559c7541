import { createPrivateKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What a PKCS#8 structure has before the 32 bytes of an Ed25519 seed. */
const PKCS8_PREFIX = Buffer.from("302e020100300506032b657004220420", "hex");

/** Reads an Ed25519 private key: PKCS#8 as PEM, or its seed of 32 bytes in base64. Null where it is none. */
export function readSigningKey(text: string): KeyObject | null {
  try {
    const key = text.includes("-----BEGIN")
      ? // Some tools keep a variable on one line.
        createPrivateKey(text.replaceAll("\\n", "\n"))
      : createPrivateKey({ key: fromSeed(text), format: "der", type: "pkcs8" });
    return key.asymmetricKeyType === "ed25519" ? key : null;
  } catch {
    return null;
  }
}

function fromSeed(text: string): Buffer {
  const seed = Buffer.from(text.trim(), "base64");
  if (seed.length !== 32) throw new Error("A seed has 32 bytes.");
  return Buffer.concat([PKCS8_PREFIX, seed]);
}

/** The key beside the embedded data, made once and readable by its owner only. */
export function keyBeside(dataDir: string): KeyObject {
  mkdirSync(dataDir, { recursive: true });
  const path = join(dataDir, "audit-signing-key.pem");
  const { privateKey } = generateKeyPairSync("ed25519");
  try {
    const pem = privateKey.export({ type: "pkcs8", format: "pem" });
    writeFileSync(path, pem, { mode: 0o600, flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  const key = readSigningKey(readFileSync(path, "utf8"));
  if (!key)
    throw new Error(`${path} holds no Ed25519 key. Restore it, or move it away to begin with a new one.`);
  return key;
}
