// Everything that `npm test` runs, in its order.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { commandOf, pinnedNode, root, stream } from "../setup/tools.mjs";
import { countPlaywright, countStatic, countVitest } from "./counts.mjs";

const script = (name) => [join(root, "scripts", name)];

/** Runs commands one after the other until one fails; the status is the last one's. */
async function runAll(commands) {
  for (const command of commands) {
    const status = await stream(pinnedNode(), command);
    if (status !== 0) return status;
  }
  return 0;
}

/** A check that passes or fails as a whole, and counts as one test. */
function whole(name, title, commands) {
  return { name, title, run: async () => countStatic(await runAll(commands())) };
}

/** A runner that counts its own tests; its last report is removed, so that an old one is never read. */
function counted(name, title, reportName, command, count) {
  const report = join(root, "test-results", reportName);
  const run = async () => {
    rmSync(report, { force: true });
    return count(await runAll([command()]), report);
  };
  return { name, title, run };
}

export const checks = [
  // By its path, because TypeScript 6, which checks the arrows, also brings a command named tsc.
  whole("types", "Types", () => [
    [commandOf("next"), "typegen"],
    [commandOf("typescript", "tsc"), "--noEmit"],
  ]),
  whole("lint", "Format and lint", () => [[commandOf("@biomejs/biome", "biome"), "ci"]]),
  whole("arrows", "Arrows between rooms", () => [script("arrows.mjs")]),
  whole("unused", "Unused code", () => [[commandOf("knip")]]),
  counted("unit", "Unit and database tests", "vitest.json", () => [commandOf("vitest"), "run"], countVitest),
  whole("budget", "First-load budget", () => [script("first-load.mjs")]),
  counted(
    "e2e",
    "Journeys",
    "playwright.json",
    () => [commandOf("@playwright/test", "playwright"), "test"],
    countPlaywright,
  ),
];
