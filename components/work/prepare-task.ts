// What a task's fields mean to someone who looks at it.
import {
  AT_WORK,
  type Attempt,
  FINISHED,
  Priority,
  type StopCause,
  type Task,
  type TaskError,
  type TaskState,
  type TaskSummary,
} from "@/lib/work/schema";
import { statusLooks } from "../ui/status-tones";
import { formatDuration } from "../ui/time-format";

export function isFinished(task: Pick<Task, "state">): boolean {
  return FINISHED.includes(task.state);
}

export function isAtWork(task: Pick<Task, "state">): boolean {
  return AT_WORK.includes(task.state);
}

/** Whether an override lets a task go earlier than it would by itself. */
export function isRaised(task: Pick<TaskSummary, "priority" | "basePriority">): boolean {
  const place = (priority: Priority) => Priority.options.indexOf(priority);
  return place(task.priority) < place(task.basePriority);
}

/** `Pending, Failed`, or how many; what a filter of states has chosen. */
/** States of tasks that are asked for; or of the pending tasks those that wait for others, or that nobody can do. */
export interface StateChoice {
  state: TaskState[];
  blocked: boolean;
  undoable: boolean;
}

export function stateChoiceWords({ state: states, blocked, undoable }: StateChoice): string {
  const words: string[] = states.map((state) => statusLooks.task[state].label);
  if (blocked) words.push(statusLooks.task.blocked.label);
  if (undoable) words.push("Nobody can do");
  if (words.length === 0) return "All states";
  return words.length > 2 ? `${words.length} states` : words.join(", ");
}

export function mayCancel(task: Pick<Task, "state" | "cancel">): boolean {
  return !isFinished(task) && task.cancel === null;
}

export type Span = { kind: "growing"; since: string } | { kind: "ended"; durationMs: number };

/** From creation to the end, or how long it has been since; waiting and every attempt included. */
export function taskSpan(task: Pick<Task, "createdAt" | "finishedAt">): Span {
  return toSpan(task.createdAt, task.finishedAt);
}

/** How long the present attempt has gone on, or the last one took; null while no agent has the task. */
export function workSpan(task: Pick<TaskSummary, "state" | "startedAt" | "finishedAt">): Span | null {
  if (task.startedAt === null || task.state === "pending") return null;
  return toSpan(task.startedAt, task.finishedAt);
}

export function attemptSpan(attempt: Pick<Attempt, "claimedAt" | "endedAt">): Span {
  return toSpan(attempt.claimedAt, attempt.endedAt);
}

function toSpan(from: string, to: string | null): Span {
  if (to === null) return { kind: "growing", since: from };
  return { kind: "ended", durationMs: Math.max(0, Date.parse(to) - Date.parse(from)) };
}

/** Whether a waiting task is held back until a later instant, as after a failed attempt. */
export function isBackingOff(task: Pick<Task, "state" | "availableAt">, nowMs: number): boolean {
  return task.state === "pending" && Date.parse(task.availableAt) > nowMs;
}

const ERROR_TITLES: Record<TaskError["kind"], string> = {
  exit: "The command failed",
  timeout: "It took longer than its timeout",
  lease_lost: "The agent went silent",
  handed_over: "It was taken from its agent",
  preempted: "It gave way to other work",
  cancelled: "It was cancelled",
  spawn: "The command could not be started",
  reported: "The agent reported an error",
  deadline: "It was not finished by its deadline",
  dependency: "A task that it depends on did not succeed",
};

export function errorTitle(error: Pick<TaskError, "kind" | "exitCode">): string {
  const title = ERROR_TITLES[error.kind];
  return error.exitCode === null ? title : `${title} with exit code ${error.exitCode}`;
}

const ERROR_WORDS: Record<TaskError["kind"], string> = {
  exit: "Exit code",
  timeout: "Timeout",
  lease_lost: "Agent went silent",
  handed_over: "Taken from its agent",
  preempted: "Gave way to other work",
  cancelled: "Cancelled",
  spawn: "Could not start",
  reported: "Reported",
  deadline: "Past its deadline",
  dependency: "Dependency failed",
};

/** The kind of an error in a word or two, for a row of a table. */
export function errorWords(error: Pick<TaskError, "kind" | "exitCode">): string {
  const words = ERROR_WORDS[error.kind];
  if (error.kind !== "exit") return words;
  return error.exitCode === null ? "Ended by a signal" : `${words} ${error.exitCode}`;
}

/** The first line that says something, for a row of a table. */
export function firstLine(text: string): string {
  return (
    text
      .split("\n")
      .map((line) => line.trim())
      .find(Boolean) ?? ""
  );
}

export interface ShownResult {
  text: string;
  exitCode: number | null;
}

/** A result in a readable form: what a command printed as it is, everything else as JSON; null when empty. */
export function toShownResult(result: Task["result"]): ShownResult | null {
  if (result === null || Object.keys(result).length === 0) return null;
  const { output, exitCode, ...rest } = result;
  if (typeof output === "string" && Object.keys(rest).length === 0) {
    return { text: output, exitCode: typeof exitCode === "number" ? exitCode : null };
  }
  return { text: JSON.stringify(result, null, 2), exitCode: null };
}

const STOP_WORDS: Record<StopCause, string> = {
  cancel: "Cancelling",
  timeout: "Over its timeout",
  deadline: "Past its deadline",
  preempt: "Gives way to other work",
};

/** What happens until the deadline of a stop, and after it. */
export function deadlineWords(deadline: string, nowMs: number, cause: StopCause = "cancel"): string {
  const seconds = Math.ceil((Date.parse(deadline) - nowMs) / 1000);
  if (seconds <= 0) return `${STOP_WORDS[cause]}: the time is over, the task is being taken from its agent`;
  const left = seconds < 60 ? `${seconds} s` : formatDuration(seconds * 1000);
  return `${STOP_WORDS[cause]}: the agent has ${left} left to stop`;
}

export function isLate(task: Pick<TaskSummary, "deadline" | "state">, nowMs: number): boolean {
  return task.deadline !== null && !isFinished(task) && Date.parse(task.deadline) <= nowMs;
}

/** What a cancel would do to this task, for the dialog that asks. */
export function cancelConsequence(task: Pick<Task, "state" | "agentName">): string {
  if (!isAtWork(task)) return "No agent holds it. It ends at once and will not be claimed.";
  const agent = task.agentName ?? "its agent";
  return `${agent} is told to stop now. After the grace time the task is taken from it, whether it stopped or not.`;
}

/** The tasks that ended last, latest first. */
export function lastFinished<T extends Pick<Task, "finishedAt">>(tasks: T[], count: number): T[] {
  const endedAt = (task: T) => (task.finishedAt === null ? 0 : Date.parse(task.finishedAt));
  return [...tasks].sort((a, b) => endedAt(b) - endedAt(a)).slice(0, count);
}
