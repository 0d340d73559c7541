// The work of a started attempt: its directory, the agent, the checks, and what is kept of it.
import { writeFile } from "node:fs/promises";
import type { JsonObject } from "@/lib/platform/schema";
import { ARTIFACT_BYTES_MAX, type Claim, type UsageSummary } from "@/lib/work/schema";
import type { AttemptContext } from "./attempt";
import { commandEnv } from "./attempt-env";
import type { AttemptOutput } from "./attempt-output";
import { readChecks } from "./checks/file";
import { runChecks } from "./checks/run";
import type { ChecksFile } from "./checks/schema";
import { type CommandEnd, type RunningCommand, startCommand } from "./executor";
import { describeFailure } from "./link";
import { type Outcome, preparationFailed, RESULT_BYTES_MAX, reportedFailure } from "./outcome";
import { PreparationError } from "./preparation-error";
import { findProfile } from "./profiles";
import type { Upload } from "./upload";
import type { GitContext } from "./worktree/git";
import { type SavedWork, Worktree } from "./worktree/worktree";

export interface WorkDone {
  /** Nothing that it started runs any more. */
  isGone: boolean;
  outcome: Outcome;
  /** Null when the agent was never started. */
  usage: UsageSummary | null;
  uploads: Upload[];
}

/** What an agent that has ended leaves to the checks. */
interface Checkable {
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Null when there are none to run. */
  checks: ChecksFile | null;
  remainingMs(): number;
}

export class AttemptWork {
  readonly #claim: Claim;
  readonly #context: AttemptContext;
  readonly #output: AttemptOutput;
  /** Aborted when the attempt is to end before its time. */
  readonly #stopping: AbortSignal;
  #command: RunningCommand | null = null;
  #worktree: Worktree | null = null;
  #saved: SavedWork | null = null;

  constructor(claim: Claim, context: AttemptContext, output: AttemptOutput, stopping: AbortSignal) {
    this.#claim = claim;
    this.#context = context;
    this.#output = output;
    this.#stopping = stopping;
  }

  /** Ends what runs; abort the signal first, so that nothing more is started. */
  stop(killAfterMs: number): void {
    this.#command?.stop(killAfterMs);
  }

  async run(): Promise<WorkDone> {
    try {
      const cwd = await this.#openDirectory();
      // Read before the agent starts: what it does to the file does not weaken its own checks.
      const checks = this.#context.config.hasChecks ? await readChecks(cwd) : null;
      this.#stopping.throwIfAborted();
      return await this.#runAgent(cwd, checks);
    } catch (error) {
      if (!this.#stopping.aborted && !(error instanceof PreparationError)) throw error;
      const message = describeFailure(error);
      if (!this.#stopping.aborted) this.#note(message);
      const retry = !(error instanceof PreparationError) || error.retry;
      return { isGone: true, outcome: preparationFailed(message, retry), usage: null, uploads: [] };
    }
  }

  /** Lets go of the directory, or keeps it; what is not committed yet goes onto the branch first. */
  async close(isFailed: boolean): Promise<void> {
    const worktree = this.#worktree;
    const config = this.#context.config.worktrees;
    if (!worktree || !config) return;
    const isSaved = (this.#saved ?? (await this.#save())) !== null && !this.#saved?.pushError;
    const isKept = config.keep === "all" || (config.keep === "failed" && isFailed) || !isSaved;
    if (isKept) {
      this.#say("workdir", `: its working directory is kept in ${worktree.path}`, { path: worktree.path });
      return;
    }
    await worktree.remove(this.#git()).catch((error: unknown) => {
      this.#say("workdir", `: ${worktree.path} could not be removed: ${describeFailure(error)}`);
    });
  }

  async #openDirectory(): Promise<string> {
    const { config, repository, state } = this.#context;
    if (!config.worktrees || !repository) return config.workdir;
    const git = { ...this.#git(), signal: this.#stopping };
    this.#worktree = await Worktree.open(git, repository, config.worktrees, state, this.#claim);
    return this.#worktree.path;
  }

  async #runAgent(cwd: string, checks: ChecksFile | null): Promise<WorkDone> {
    const { link } = this.#context;
    const { task } = this.#claim;
    const output = this.#output;
    const env = await this.#environment(cwd);
    const startedAt = performance.now();
    const elapsedMs = () => Math.round(performance.now() - startedAt);
    const command = startCommand({
      command: this.#commandLine(),
      cwd,
      env,
      stdin: task.description,
      timeoutMs: task.timeoutSeconds * 1000,
      timings: link.timings,
      onOutput: (source, bytes) => output.takeFromAgent(source, bytes),
    });
    this.#command = command;
    this.#say("started", "", { pid: command.pid });
    const end = await command.ended;
    const durationMs = elapsedMs();
    const outcome = await output.decide(end);
    const done = { isGone: isGroupGone(end), outcome, usage: output.usage(durationMs), uploads: [] };
    if (this.#stopping.aborted) return done;
    const remainingMs = () => task.timeoutSeconds * 1000 - elapsedMs();
    return this.#finish(done, { cwd, env, checks, remainingMs });
  }

  /** Commits first: what the checks write is no work of the agent. */
  async #finish(done: WorkDone, { cwd, env, checks, remainingMs }: Checkable): Promise<WorkDone> {
    const diff = this.#worktree ? await this.#keepWork() : null;
    const uploads = diff ? [diff] : [];
    const facts: JsonObject = this.#saved ? { work: toFacts(this.#saved) } : {};
    if (!checks || done.outcome.kind !== "complete") {
      return { ...done, outcome: withFacts(done.outcome, facts), uploads };
    }
    const checked = await runChecks(checks, {
      cwd,
      env,
      timings: this.#context.link.timings,
      remainingMs,
      signal: this.#stopping,
      onStart: (command) => {
        this.#command = command;
      },
      write: (bytes) => this.#output.take("stdout", bytes),
      reportBytesMax: ARTIFACT_BYTES_MAX,
    });
    const results = checked.results.map((result) => ({ ...result }));
    const outcome = withFacts(done.outcome, { ...facts, checks: results });
    return {
      ...done,
      isGone: done.isGone && checked.isGone,
      outcome: checked.failure === null ? outcome : reportedFailure(checked.failure),
      uploads: [...uploads, ...checked.uploads],
    };
  }

  /** The diff as an artifact, when anything changed. */
  async #keepWork(): Promise<Upload | null> {
    const saved = await this.#save();
    if (!saved || !this.#worktree || saved.commits === 0) return null;
    if (saved.pushError) this.#note(`The branch was not pushed: ${saved.pushError}`);
    try {
      const content = await this.#worktree.diff(this.#git(), saved, ARTIFACT_BYTES_MAX);
      if (content.length === 0) return null;
      return { type: "diff", name: "changes.diff", mediaType: "text/x-diff; charset=utf-8", content };
    } catch (error) {
      this.#note(`No diff could be made: ${describeFailure(error)}`);
      return null;
    }
  }

  async #save(): Promise<SavedWork | null> {
    const push = this.#context.config.worktrees?.push ?? false;
    const taskId = this.#claim.task.id;
    try {
      this.#saved = (await this.#worktree?.save(this.#git(), { taskId, push })) ?? null;
    } catch (error) {
      this.#note(`The work could not be committed; its directory is kept: ${describeFailure(error)}`);
    }
    return this.#saved;
  }

  /** An agent that can be told so costs no more than the budgets have left for it. */
  #commandLine(): [string, ...string[]] {
    const { command, profile, isProfileCommand } = this.#context.config;
    const { budgetUsd } = this.#claim;
    if (budgetUsd === null || !isProfileCommand) return command;
    return [...command, ...(findProfile(profile)?.budgetOptions?.(budgetUsd) ?? [])];
  }

  async #environment(cwd: string): Promise<NodeJS.ProcessEnv> {
    const { agentId, config, state } = this.#context;
    const { id } = this.#claim.attempt;
    const needsFile = findProfile(config.profile)?.needsPromptFile ?? false;
    const promptFile = state.promptFile(id);
    if (needsFile) await writeFile(promptFile, this.#claim.task.description, { mode: 0o600 });
    const facts = { ...config, agentId: agentId(), resultFile: state.resultFile(id) };
    const env = commandEnv(process.env, this.#claim, { ...facts, ...(needsFile ? { promptFile } : {}) });
    return this.#worktree ? { ...env, OMOI_BRANCH: this.#worktree.branch, PWD: cwd } : env;
  }

  #git(): GitContext {
    const { config, link } = this.#context;
    return { key: config.key, timings: link.timings };
  }

  /** Into the attempt's log. */
  #note(text: string): void {
    this.#output.take("stderr", Buffer.from(`[omoios] ${text}\n`));
  }

  #say(event: string, text: string, facts: Record<string, string | number | null> = {}): void {
    const { task, attempt } = this.#claim;
    const ids = { taskId: task.id, attemptId: attempt.id };
    this.#context.report.say(event, `${task.id}${text}`, { ...ids, ...facts });
  }
}

function isGroupGone(end: CommandEnd): boolean {
  return end.kind !== "exit" || end.isGroupGone;
}

/** A result that would grow too large keeps what the agent said. */
function withFacts(outcome: Outcome, facts: JsonObject): Outcome {
  if (outcome.kind !== "complete") return outcome;
  const result = { ...outcome.result, ...facts };
  return JSON.stringify(result).length > RESULT_BYTES_MAX ? outcome : { kind: "complete", result };
}

function toFacts({ isPushed, pushError, ...work }: SavedWork): JsonObject {
  return { ...work, pushed: isPushed, ...(pushError ? { pushError } : {}) };
}
