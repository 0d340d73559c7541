import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ControlRoom } from "./server";

const CLI = join(import.meta.dirname, "../../bin/omoios.mjs");

/** A real host process with its file, as a user would start it. */
export class RunnerHost {
  readonly dir = mkdtempSync(join(tmpdir(), "omoios-host-"));
  readonly #process: ChildProcess;
  output = "";

  constructor(room: ControlRoom, key: string, file: string) {
    writeFileSync(join(this.dir, "omoios-host.yaml"), file);
    const args = ["host", "--url", room.url, "--config", join(this.dir, "omoios-host.yaml")];
    this.#process = spawn(process.execPath, [CLI, ...args, "--state-dir", join(this.dir, "state")], {
      env: { ...process.env, OMOI_KEY: key },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const keep = (chunk: Buffer) => {
      this.output += chunk.toString();
    };
    this.#process.stdout?.on("data", keep);
    this.#process.stderr?.on("data", keep);
  }

  /** Resolves with its exit code. */
  async ended(): Promise<number | null> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return this.#process.exitCode;
    return new Promise((resolve) => this.#process.once("exit", resolve));
  }

  /** A second and a third signal leave nothing running. */
  async dispose(): Promise<void> {
    for (let signals = 0; signals < 3; signals += 1) {
      this.#process.kill("SIGTERM");
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await this.ended();
    rmSync(this.dir, { recursive: true, force: true });
  }
}
