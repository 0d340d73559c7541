import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ControlRoom } from "./server";

const CLI = join(import.meta.dirname, "../../bin/omoios.mjs");

export interface RunnerOptions {
  name: string;
  key: string;
  workdir: string;
  command: string[];
  args?: string[];
}

/** A real runner process, as a user would start it. */
export class Runner {
  readonly stateDir = mkdtempSync(join(tmpdir(), "omoios-runner-"));
  readonly name: string;
  readonly process: ChildProcess;
  output = "";

  constructor(room: ControlRoom, options: RunnerOptions) {
    this.name = options.name;
    const args = [CLI, "worker", "--url", room.url, "--name", options.name, "--state-dir", this.stateDir];
    args.push("--workdir", options.workdir, ...(options.args ?? []), "--", ...options.command);
    this.process = spawn(process.execPath, args, {
      env: { ...process.env, OMOI_KEY: options.key },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const keep = (chunk: Buffer) => {
      this.output += chunk.toString();
    };
    this.process.stdout?.on("data", keep);
    this.process.stderr?.on("data", keep);
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    const { exitCode, signalCode } = this.process;
    if (exitCode === null && signalCode === null) {
      const gone = new Promise((resolve) => this.process.once("exit", resolve));
      this.process.kill(signal);
      await gone;
    }
  }

  async dispose(): Promise<void> {
    await this.end("SIGKILL");
    rmSync(this.stateDir, { recursive: true, force: true });
  }
}
