// Seconds from a fresh clone to ready, and from the second start to ready. Usage: npm run bench:startup
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "omoios-startup-"));
const clone = join(folder, "clone");
const port = 3900 + (process.pid % 90);

/** The PATH without this project's own binaries, as a new user's shell has it. */
const path = (process.env.PATH ?? "")
  .split(":")
  .filter((entry) => !entry.includes("node_modules"))
  .join(":");

async function secondsToReady() {
  const started = performance.now();
  const child = spawn("npm", ["start"], {
    cwd: clone,
    env: { ...process.env, PATH: path, PORT: String(port), npm_config_cache: join(folder, "npm-cache") },
    stdio: ["ignore", "inherit", "inherit"],
    detached: true,
  });
  try {
    for (;;) {
      const ready = await fetch(`http://127.0.0.1:${port}/readyz`).then(
        (reply) => reply.ok,
        () => false,
      );
      if (ready) return (performance.now() - started) / 1000;
      if (child.exitCode !== null) throw new Error(`npm start ended with ${child.exitCode}.`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  } finally {
    const gone = new Promise((resolve) => child.once("exit", resolve));
    process.kill(-child.pid, "SIGTERM");
    await gone;
  }
}

/** npm ends before the server has closed its database. */
async function waitForRelease() {
  const giveUp = performance.now() + 15_000;
  while (existsSync(join(clone, "data/pg.lock"))) {
    if (performance.now() > giveUp) throw new Error("The server did not release its data directory.");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

execFileSync("git", ["clone", "--quiet", root, clone]);
const first = await secondsToReady();
await waitForRelease();
const later = [];
for (let run = 0; run < 5; run += 1) {
  later.push(await secondsToReady());
  await waitForRelease();
}
later.sort((a, b) => a - b);
rmSync(folder, { recursive: true, force: true });
console.log(`| fresh clone to ready, empty npm cache | ${first.toFixed(1)} s |`);
console.log(
  `| second start to ready, median of ${later.length} | ${later[2].toFixed(1)} s (${later[0].toFixed(1)}–${later[4].toFixed(1)}) |`,
);
