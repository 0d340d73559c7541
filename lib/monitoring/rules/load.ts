import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { env } from "@/lib/platform/env";
import { holdFile } from "@/lib/platform/held-file";
import { parseRules, type Ruleset } from "./parse";

export const RULES_FILE = "alert_rules.yaml";

/** The file need not exist: then there are no rules. */
function load(file: string): Ruleset {
  return parseRules(existsSync(file) ? readFileSync(file, "utf8") : "", file);
}

const held = holdFile("alert rules", () => join(env().configDir, RULES_FILE), load);

/**
 * The rules in force. A file that has changed counts from about a second later; one that is broken then changes nothing,
 * and is told of. Throws for a broken one only where there were no rules before: at the start.
 */
export function alertRules(): Ruleset {
  return held.value();
}

/** What is wrong with the file since it was changed; null while nothing is. */
export function ruleProblem(): string | null {
  return held.problem();
}
