// The command that others count transcripts with, offline, with nothing of this machine's own user.
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { temporaryDir } from "../../worker/support/running";

const require = createRequire(import.meta.url);
const PACKAGE = require.resolve("ccusage/package.json");

/** What `ccusage <agent> daily` prints as JSON. */
export function ccusage<Report>(agent: "claude" | "codex", home: Record<string, string>): Report {
  const args = [
    join(dirname(PACKAGE), "src/cli.js"),
    agent,
    "daily",
    "--json",
    "--offline",
    "--timezone",
    "UTC",
  ];
  const env = { ...process.env, ...home, HOME: temporaryDir() };
  return JSON.parse(execFileSync(process.execPath, args, { env, encoding: "utf8" }));
}
