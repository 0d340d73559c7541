// What the address of the audit page says. Read by the server to prefetch, and by the browser to filter.
import {
  createParser,
  parseAsArrayOf,
  parseAsBoolean,
  parseAsString,
  parseAsStringLiteral,
} from "nuqs/server";
import { Instant } from "@/lib/platform/schema";

export const AUDIT_KINDS = [
  "intervention",
  "policy",
  "alert",
  "overlay",
  "task",
  "agent",
  "cost",
  "access",
  "setting",
] as const;

const parseAsInstant = createParser<string>({
  parse: (value) => (Instant.safeParse(value).success ? new Date(value).toISOString() : null),
  serialize: (value) => value,
});

export const auditParams = {
  kind: parseAsArrayOf(parseAsStringLiteral(AUDIT_KINDS)).withDefault([]),
  q: parseAsString.withDefault(""),
  entity: parseAsString,
  actor: parseAsString,
  from: parseAsInstant,
  to: parseAsInstant,
  refused: parseAsBoolean.withDefault(false),
  seals: parseAsBoolean.withDefault(false),
};
