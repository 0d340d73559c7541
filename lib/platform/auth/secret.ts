import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { env } from "../env";

/** 256 random bits after a readable prefix; at this entropy a plain SHA-256 is a sufficient hash to keep. */
export function newSecret(prefix: "omoi" | "invite"): { secret: string; hash: string; shown: string } {
  const secret = `${prefix}_${randomBytes(32).toString("base64url")}`;
  return { secret, hash: hashSecret(secret), shown: secret.slice(0, prefix.length + 5) };
}

export function hashSecret(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

/** AUTH_SECRET, or one generated once beside the embedded data and readable by its owner only. */
export function signingSecret(): string {
  const { AUTH_SECRET, dataDir } = env();
  if (AUTH_SECRET) return AUTH_SECRET;
  mkdirSync(dataDir, { recursive: true });
  const path = join(dataDir, "auth-secret");
  try {
    writeFileSync(path, randomBytes(48).toString("base64url"), { mode: 0o600, flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  return readFileSync(path, "utf8");
}
