// Commands that stay until something has happened.
import { stripVTControlCharacters } from "node:util";
import type { ApiCall } from "@/lib/client/http";
import { type Attempt, FINISHED, LogSlice, TaskDetail, TaskId } from "@/lib/work/schema";
import { sleep } from "@/lib/worker/backoff";
import { UsageError } from "@/lib/worker/usage-error";
import { type Command, flag, value } from "../command";
import { EXIT } from "../exit-codes";
import { parseId } from "../input";
import type { Output } from "../output";

const LOOK_AGAIN_MS = 1_000;

export const tasksLog: Command = {
  words: "tasks log",
  summary: "The log of a task's newest attempt, or of another",
  args: ["<task>"],
  options: {
    attempt: value("Number of the attempt; default: the newest", "n"),
    follow: flag("Go on until the attempt has ended"),
  },
  async run({ args, call, options, out, signal }) {
    const id = parseId(TaskId, "task", args[0]);
    const isFollowing = options.flag("follow");
    const attempt = await findAttempt(call, id, options, { isFollowing, signal });
    if (!attempt) return void out.remark("No attempt has begun.");
    for (let offset = 0; !signal.aborted; ) {
      const query = { attempt: attempt.id, offset };
      const slice = await call({ method: "GET", path: `/tasks/${id}/log`, query, reply: LogSlice, signal });
      if (slice.text !== "") show(out, attempt, slice);
      const isWhole = slice.nextOffset >= slice.sizeBytes;
      if (isWhole && (slice.closed || !isFollowing)) return undefined;
      if (slice.nextOffset === offset) await sleep(LOOK_AGAIN_MS, signal);
      offset = slice.nextOffset;
    }
    return undefined;
  },
};

export const tasksWait: Command = {
  words: "tasks wait",
  summary: "Waits until the tasks have ended",
  args: ["<task>…"],
  options: { timeout: value("Wait at most so long", "seconds") },
  notes: "Exit code 0 when all were completed, 7 when one was not, 8 when the time is over.",
  async run({ args, call, options, out, signal }) {
    if (args.length === 0) throw new UsageError("Name at least one task.");
    const ids = args.map((text) => parseId(TaskId, "task", text));
    const timeout = options.number("timeout");
    if (timeout !== undefined && !(timeout > 0))
      throw new UsageError("--timeout must be a number of seconds.");
    const end = performance.now() + (timeout ?? Number.POSITIVE_INFINITY) * 1000;
    const open = new Set(ids);
    let isAllWell = true;
    while (open.size > 0 && !signal.aborted) {
      for (const id of [...open]) {
        const task = await call({ method: "GET", path: `/tasks/${id}`, reply: TaskDetail, signal });
        if (!FINISHED.includes(task.state)) continue;
        open.delete(id);
        isAllWell &&= task.state === "completed";
        if (out.isJson) out.jsonLine(task);
        else out.line(`${id} ${task.state}${task.error ? `: ${task.error.message}` : ""}`);
      }
      if (open.size === 0) break;
      if (performance.now() >= end) {
        out.remark(`Still open: ${[...open].join(" ")}`);
        return EXIT.overdue;
      }
      await sleep(Math.min(LOOK_AGAIN_MS, end - performance.now()), signal);
    }
    return isAllWell ? EXIT.ok : EXIT.unsuccessful;
  },
};

/** Follows a task that no agent has claimed yet, too. */
async function findAttempt(
  call: ApiCall,
  id: string,
  options: { number(name: string): number | undefined },
  { isFollowing, signal }: { isFollowing: boolean; signal: AbortSignal },
): Promise<Attempt | null> {
  const number = options.number("attempt");
  if (number !== undefined && !Number.isInteger(number)) throw new UsageError("--attempt must be a number.");
  while (!signal.aborted) {
    const task = await call({ method: "GET", path: `/tasks/${id}`, reply: TaskDetail, signal });
    const newest = task.attempts.toSorted((one, other) => other.number - one.number)[0];
    const found = number === undefined ? newest : task.attempts.find((attempt) => attempt.number === number);
    if (found) return found;
    if (number !== undefined && task.attempts.length > 0 && !isFollowing) {
      throw new UsageError(`--attempt: the task has ${task.attempts.length}.`);
    }
    if (!isFollowing || FINISHED.includes(task.state)) return null;
    await sleep(LOOK_AGAIN_MS, signal);
  }
  return null;
}

function show(out: Output, { id }: Attempt, { text, nextOffset }: LogSlice): void {
  if (out.isJson) out.jsonLine({ attemptId: id, text, nextOffset });
  else out.raw(harmless(text));
}

/** An agent's output must not steer the reader's terminal. */
function harmless(text: string): string {
  return stripVTControlCharacters(text).replace(/\p{Cc}/gu, (mark) => ("\n\t".includes(mark) ? mark : ""));
}
