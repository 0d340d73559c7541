import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { signingSecret } from "../auth/secret";

const VERSION = "v1";

/** A new signing secret, in the form of Standard Webhooks. */
export function newWebhookSecret(): string {
  return `whsec_${randomBytes(32).toString("base64")}`;
}

/** Encrypts a secret for the table, so that a copy of the database alone signs nothing. */
export function seal(secret: string): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", sealingKey(), iv);
  const sealed = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
  return [VERSION, ...[iv, cipher.getAuthTag(), sealed].map((part) => part.toString("base64url"))].join(".");
}

/** Throws when AUTH_SECRET is another one than it was sealed with. */
export function unseal(text: string): string {
  const [version, ...parts] = text.split(".");
  const [iv, tag, sealed] = parts.map((part) => Buffer.from(part, "base64url"));
  try {
    if (version !== VERSION || !iv || !tag || !sealed) throw new Error("not a sealed secret");
    const decipher = createDecipheriv("aes-256-gcm", sealingKey(), iv);
    decipher.setAuthTag(tag);
    return Buffer.concat([decipher.update(sealed), decipher.final()]).toString("utf8");
  } catch (cause) {
    const message =
      "The signing secret cannot be read: AUTH_SECRET has changed. Rotate the webhook's secret.";
    throw new Error(message, { cause });
  }
}

function sealingKey(): Buffer {
  return Buffer.from(hkdfSync("sha256", signingSecret(), "", "omoios webhook secrets", 32));
}
