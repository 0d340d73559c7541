import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");
const READY_MS = 60_000;

/** Names the folder of a control room that was started once and stopped; see `../global-setup.ts`. */
export const STARTED_ONCE = "OMOI_E2E_STARTED_ONCE";

export interface RoomOptions {
  /** Its first start makes its database; otherwise it is a copy of one that nobody has joined yet. */
  isFirstStart?: boolean;
}

/** A control room of its own, on the production build and an empty embedded database, for one spec file. */
export class ControlRoom {
  readonly dataDir = mkdtempSync(join(tmpdir(), "omoios-e2e-"));
  readonly #env: Record<string, string>;
  #child: ChildProcess | undefined;
  #port = "0";
  url = "";
  joinUrl: string | undefined;
  output = "";

  constructor(env: Record<string, string> = {}, { isFirstStart = false }: RoomOptions = {}) {
    this.#env = env;
    const startedOnce = process.env[STARTED_ONCE];
    if (startedOnce && !isFirstStart && !env.DATABASE_URL)
      cpSync(startedOnce, this.dataDir, { recursive: true });
  }

  /** Starts it, the second time on the same port and data; resolves when it says where it runs. */
  async start(): Promise<void> {
    const { DATABASE_URL: _, ...inherited } = process.env;
    const child = spawn(process.execPath, ["scripts/start.mjs"], {
      cwd: ROOT,
      env: { ...inherited, OMOI_DATA_DIR: this.dataDir, PORT: this.#port, LOG_LEVEL: "warn", ...this.#env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child = child;
    this.output = "";
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`The server is not ready:\n${this.output}`)), READY_MS);
      const read = (chunk: Buffer) => {
        this.output += chunk.toString();
        const address = /OmoiOS runs at http:\/\/\S+?:(\d+)[\s\S]*\n\n/.exec(this.output);
        if (!address?.[1]) return;
        clearTimeout(late);
        this.#port = address[1];
        this.url = `http://localhost:${address[1]}`;
        this.joinUrl = /http\S+\/join\?token=\S+/.exec(this.output)?.[0];
        resolve();
      };
      child.stdout?.on("data", read);
      child.stderr?.on("data", read);
      child.once("exit", (code) => {
        clearTimeout(late);
        reject(new Error(`The server ended with ${code}:\n${this.output}`));
      });
    });
  }

  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    await gone;
  }

  /** What the process ended with; null while it runs. */
  get exitCode(): number | null {
    return this.#child?.exitCode ?? null;
  }

  async dispose(): Promise<void> {
    await this.stop();
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}
