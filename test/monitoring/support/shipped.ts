import { readFileSync } from "node:fs";
import { parseRules, type Ruleset } from "@/lib/monitoring/rules/parse";

/** The rules as they are shipped. */
export function shippedRules(): Ruleset {
  return parseRules(readFileSync("config/alert_rules.yaml", "utf8"), "alert_rules.yaml");
}
