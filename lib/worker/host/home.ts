// What a host keeps on disk of each agent it was asked for: a record, its runner's output, its runner's state.
import { readdirSync } from "node:fs";
import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { AgentId, HostRequestId } from "@/lib/work/schema";
import { isSystemError } from "../proc";
import { parseJson, readIfPresent, StateDir, writeDurably } from "../state-dir";
import { readLogEnd } from "./runner-log";

const AgentRecord = z.object({
  requestId: HostRequestId,
  template: z.string(),
  /** Of the agent. */
  name: z.string(),
  agentId: AgentId.nullable(),
  /** The control room knows the agent. */
  isReported: z.boolean(),
  /** It is to end: a runner that is gone is not started again. */
  isStopping: z.boolean(),
  /** Why there is no agent, or no longer one. */
  failure: z.string().nullable(),
  endedAt: z.iso.datetime().nullable(),
});
export type AgentRecord = z.infer<typeof AgentRecord>;

const TAIL_BYTES = 4000;

export class AgentHome {
  readonly path: string;
  readonly state: StateDir;
  record: AgentRecord;
  #lastSave: Promise<void> = Promise.resolve();

  private constructor(path: string, record: AgentRecord) {
    this.path = path;
    this.record = record;
    this.state = new StateDir(join(path, "state"));
  }

  /** The clones are one for all agents of the host: what they leave on their branches outlives them. */
  static async create(agentsDir: string, record: AgentRecord, repositoriesDir: string): Promise<AgentHome> {
    const home = new AgentHome(join(agentsDir, record.requestId), record);
    await mkdir(home.state.path, { recursive: true, mode: 0o700 });
    await symlink(repositoriesDir, home.state.repositoriesDir).catch((error: unknown) => {
      if (!isSystemError(error, "EEXIST")) throw error;
    });
    await home.save({});
    return home;
  }

  /** Those that an earlier host has left, and the paths of what is none. */
  static load(agentsDir: string): { homes: AgentHome[]; unreadable: string[] } {
    const homes: AgentHome[] = [];
    const unreadable: string[] = [];
    for (const name of readdirSync(agentsDir)) {
      const path = join(agentsDir, name);
      const record = parseJson(AgentRecord, readIfPresent(join(path, "record.json")));
      if (record) homes.push(new AgentHome(path, record));
      else unreadable.push(path);
    }
    return { homes, unreadable };
  }

  get logFile(): string {
    return join(this.path, "runner.log");
  }

  async save(change: Partial<AgentRecord>): Promise<void> {
    this.record = { ...this.record, ...change };
    const text = JSON.stringify(this.record);
    const write = () => writeDurably(join(this.path, "record.json"), text);
    this.#lastSave = this.#lastSave.then(write, write);
    await this.#lastSave;
  }

  /** The last thing its runner said, in one line. */
  lastWords(): string {
    const lines = readLogEnd(this.logFile, TAIL_BYTES).split("\n").filter(Boolean);
    const said = parseJson(z.object({ message: z.string() }), lines.at(-1) ?? null)?.message;
    return (said ?? lines.slice(-3).join(" ")).replace(/\p{Cc}+/gu, " ").slice(-1000);
  }
}
