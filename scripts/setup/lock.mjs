// One set-up at a time in this folder: two would overwrite each other's node_modules and build.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { StepFailed } from "./steps.mjs";
import { root } from "./tools.mjs";

// Outside node_modules, which `npm ci` deletes.
const folder = join(root, ".setup");
const file = join(folder, "lock");
const waitMs = 20 * 60_000;

function isAlive(pid) {
  // In a fresh container numbers start again, so our own may stand in the lock of one that was killed.
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

function readOwner(path) {
  try {
    return Number(readFileSync(path, "utf8"));
  } catch {
    return Number.NaN;
  }
}

function tryCreate() {
  mkdirSync(folder, { recursive: true });
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}

/** Takes a dead owner's lock away; renaming first, so that of two who try only one removes it. */
function removeDead(owner) {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  if (readOwner(aside) === owner) rmSync(aside, { force: true });
  else renameSync(aside, file);
}

/** Waits for the lock and holds it until this process ends. */
export async function lockSetup() {
  const deadline = Date.now() + waitMs;
  let isAnnounced = false;
  while (!tryCreate()) {
    const owner = readOwner(file);
    if (Number.isInteger(owner) && owner > 0 && !isAlive(owner)) {
      removeDead(owner);
      continue;
    }
    if (!isAnnounced) console.log(`Another set-up (process ${owner}) is running here; waiting for it.`);
    isAnnounced = true;
    if (Date.now() > deadline) {
      throw new StepFailed(
        `Process ${owner} still holds the set-up. If it is none of yours, delete .setup/lock and try again.`,
      );
    }
    await sleep(250);
  }
  process.on("exit", () => rmSync(file, { force: true }));
  for (const [signal, code] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ])
    process.on(signal, () => process.exit(code));
}
