import { createHash } from "node:crypto";
import canonicalize from "canonicalize";

/** What makes two alerts the same: rule, entity and labels. */
export function fingerprintOf(alert: {
  rule: string;
  entity: string | null;
  labels: Record<string, string>;
}): string {
  const { rule, entity, labels } = alert;
  const text = canonicalize([rule, entity, labels]) ?? "";
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}
