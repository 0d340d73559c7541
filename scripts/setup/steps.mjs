// One line per step, a failure that explains itself, and what was done last time.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { capture, root } from "./tools.mjs";

const stamps = join(root, "node_modules", ".omoios-setup");

/** A step that failed: `message` says what and what to do, `output` is all that the tool printed. */
export class StepFailed extends Error {
  constructor(message, output = "") {
    super(message);
    this.output = output;
  }
}

/** Does one piece of work under a title, and prints how long it took. */
export async function step(title, work) {
  const started = performance.now();
  process.stdout.write(`${title} … `);
  try {
    const result = await work();
    console.log(`${((performance.now() - started) / 1000).toFixed(1)} s`);
    return result;
  } catch (error) {
    console.log("failed");
    throw error;
  }
}

/** Runs a tool and fails the step with `advice` when the tool fails. */
export async function mustRun(command, args, advice, options) {
  const { status, output } = await capture(command, args, options);
  if (status !== 0) throw new StepFailed(advice, output);
}

/** What the named step noted when it last succeeded; null when it never did. */
export function readStamp(name) {
  try {
    return readFileSync(join(stamps, name), "utf8");
  } catch {
    return null;
  }
}

export function writeStamp(name, text) {
  mkdirSync(stamps, { recursive: true });
  writeFileSync(join(stamps, name), text);
}

/** Forgets a step before it starts again, so that one that fails half-way is not taken for done. */
export function clearStamp(name) {
  rmSync(join(stamps, name), { force: true });
}
