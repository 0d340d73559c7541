import { createHash } from "node:crypto";
import type { FaultKind } from "../schema";

/** One entry in the chain. `hash` is the SHA-256 of `prevHash` and `body`, in hexadecimal as they are. */
export interface Link {
  position: number;
  /** RFC 8785 canonical JSON of the whole entry. */
  body: string;
  prevHash: string;
  hash: string;
}

/** What stands before the first link. */
export const START = { position: 0, hash: "0".repeat(64) };

export function hashOf(prevHash: string, body: string): string {
  return createHash("sha256").update(prevHash).update(body).digest("hex");
}

/** How something differs from what was written; `position` is the first place that is known to be wrong. */
export interface Fault {
  kind: FaultKind;
  position: number;
  /** The id of the entry there, where it can still be told. */
  entry: string | null;
  detail: string;
}
