// What a runner keeps on disk: its lock and name, the work in its hands, results to deliver, local logs.
import { createHash, randomBytes } from "node:crypto";
import { readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { homedir, hostname } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { AgentId, AttemptId, Fence, TaskId } from "@/lib/work/schema";
import { isSystemError } from "./proc";
import { UsageError } from "./usage-error";

/** Kept logs and working directories are forgotten after a week. */
export const KEPT_MS = 7 * 24 * 3_600_000;

/** An attempt in the runner's hands. */
export const RunningRecord = z.object({
  taskId: TaskId,
  attemptId: AttemptId,
  fence: Fence,
});
export type RunningRecord = z.infer<typeof RunningRecord>;

/** For whoever watches over this runner from another process: which agent it is, and whether it ended as it should. */
export const AgentNote = z.object({ agentId: AgentId.nullable(), isDrained: z.boolean() });
export type AgentNote = z.infer<typeof AgentNote>;

/** `~/.omoios/<hash>`, one for each control room and key; only the key's visible prefix goes into the hash. */
export function defaultStateDir(url: string, key: string): string {
  const hash = createHash("sha256")
    .update(`${url}\n${key.slice(0, 12)}`)
    .digest("hex");
  return join(homedir(), ".omoios", hash.slice(0, 16));
}

export class StateDir {
  readonly path: string;
  constructor(path: string) {
    this.path = path;
  }

  get lockFile(): string {
    return join(this.path, "lock");
  }
  get outboxDir(): string {
    return join(this.path, "outbox");
  }
  logFile(attemptId: string): string {
    return join(this.path, "logs", `${attemptId}.log`);
  }
  resultFile(attemptId: string): string {
    return join(this.path, "results", `${attemptId}.json`);
  }

  promptFile(attemptId: string): string {
    return join(this.path, "prompts", `${attemptId}.md`);
  }
  get repositoriesDir(): string {
    return join(this.path, "repositories");
  }
  get workdirsDir(): string {
    return join(this.path, "workdirs");
  }

  /** An existing directory keeps its mode: it may hold more than ours. What lies below is ours alone. */
  async create(): Promise<void> {
    try {
      for (const name of ["", "outbox", "running", "results", "logs", "prompts"]) {
        await mkdir(join(this.path, name), { recursive: true, mode: 0o700 });
      }
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new UsageError(`The state directory ${this.path} cannot be used: ${reason}`, { cause });
    }
  }

  /** Forgets kept logs after a week, and what a crash left half written. */
  prune(now: number): void {
    for (const dir of ["outbox", "running"]) {
      for (const name of readdirSync(join(this.path, dir))) {
        if (name.endsWith(".tmp")) rmSync(join(this.path, dir, name), { force: true });
      }
    }
    for (const dir of ["logs", "results", "prompts"]) {
      for (const name of readdirSync(join(this.path, dir))) {
        const file = join(this.path, dir, name);
        if (now - statSync(file).mtimeMs > KEPT_MS) rmSync(file, { force: true });
      }
    }
  }

  /** The host's name and a short suffix, the same at every start. */
  async defaultName(): Promise<string> {
    const file = join(this.path, "name");
    const known = readIfPresent(file)?.trim();
    if (known) return known;
    const name = `${hostname().slice(0, 70)}-${randomBytes(3).toString("hex")}`;
    await writeDurably(file, `${name}\n`);
    return name;
  }

  async noteAgent(note: AgentNote): Promise<void> {
    await writeDurably(this.#agentFile, JSON.stringify(note));
  }
  findAgent(): AgentNote | null {
    return parseJson(AgentNote, readIfPresent(this.#agentFile));
  }
  forgetAgent(): void {
    rmSync(this.#agentFile, { force: true });
  }
  get #agentFile(): string {
    return join(this.path, "agent.json");
  }

  async putRunning(record: RunningRecord): Promise<void> {
    await writeDurably(this.#runningFile(record.attemptId), JSON.stringify(record));
  }

  async removeRunning(attemptId: string): Promise<void> {
    await rm(this.#runningFile(attemptId), { force: true });
    await rm(this.resultFile(attemptId), { force: true });
    await rm(this.promptFile(attemptId), { force: true });
  }

  /** The attempts an earlier runner had when it ended without a word. */
  listRunning(): RunningRecord[] {
    return readdirSync(join(this.path, "running")).flatMap((name) => {
      const record = parseJson(RunningRecord, readIfPresent(join(this.path, "running", name)));
      return record ? [record] : [];
    });
  }

  #runningFile(attemptId: string): string {
    return join(this.path, "running", `${attemptId}.json`);
  }
}

/** Replaces the file as a whole: after a crash it holds the old text or the new, never a part. */
export async function writeDurably(path: string, text: string): Promise<void> {
  const draft = `${path}.tmp`;
  const file = await open(draft, "w", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
  const dir = await open(join(path, ".."), "r");
  try {
    await dir.sync();
  } finally {
    await dir.close();
  }
}

export function readIfPresent(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (isSystemError(error, "ENOENT")) return null;
    throw error;
  }
}

/** Null for what is no JSON of this shape. */
export function parseJson<T>(schema: z.ZodType<T>, text: string | null): T | null {
  if (text === null) return null;
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
