import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fingerprint } from "./fingerprint.mjs";
import { mustRun, readStamp, StepFailed, step, writeStamp } from "./steps.mjs";
import { isNodeRecent, nodeVersion, pinnedNode, root } from "./tools.mjs";

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), "utf8")).packages ?? null;
  } catch {
    return null;
  }
}

/** Whether npm's own note of what it installed agrees with the lock: someone ran `npm install` by hand. */
function isInstalled() {
  const locked = readPackages("package-lock.json");
  const installed = readPackages("node_modules/.package-lock.json");
  if (!locked || !installed) return false;
  const isAsLocked = ([path, { version }]) => locked[path]?.version === version;
  const isPresent = ([path, { optional }]) => path === "" || optional || path in installed;
  return Object.entries(installed).every(isAsLocked) && Object.entries(locked).every(isPresent);
}

async function npmCi() {
  // Dependencies are all needed, NODE_ENV=production or not: the build uses the development ones.
  const args = ["ci", "--ignore-scripts", "--include=dev", "--include=optional", "--no-audit", "--no-fund"];
  const advice =
    "npm ci failed: read npm's message above. If it calls package-lock.json out of sync, run " +
    "`npm install --package-lock-only --ignore-scripts` and then `node scripts/complete-lock.mjs`.";
  const npm = process.env.npm_execpath;
  if (npm?.endsWith(".js")) await mustRun(process.execPath, [npm, ...args], advice);
  else await mustRun("npm", args, advice, { shell: process.platform === "win32" });
}

/** Brings node_modules in line with package-lock.json. */
export async function installDependencies() {
  const wanted = fingerprint(["package-lock.json"]);
  if (readStamp("dependencies") === wanted) return;
  if (!isInstalled()) await step("Installing dependencies", npmCi);
  const version = nodeVersion(pinnedNode());
  if (!isNodeRecent(version)) {
    throw new StepFailed(
      `OmoiOS needs Node 22.15 or newer and found ${version}: install Node 24 and try again.`,
    );
  }
  writeStamp("dependencies", wanted);
}
