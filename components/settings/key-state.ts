import type { Key } from "@/lib/platform/auth/schema";

export type KeyState = "active" | "expired" | "revoked";

/** A key as its row shows it; the server's clock decides what has expired. */
export type ListedKey = Key & { state: KeyState; projectName: string | null };

export function keyState(key: Key, nowMs: number): KeyState {
  if (key.revokedAt) return "revoked";
  return key.expiresAt && Date.parse(key.expiresAt) <= nowMs ? "expired" : "active";
}
