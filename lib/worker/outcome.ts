// Pure decisions: what an ended command means for its attempt.
import { JsonObject } from "@/lib/platform/schema";
import { FACTS_BYTES_MAX, type TaskError } from "@/lib/work/schema";
import { type CommandEnd, describeSpawnFailure } from "./executor";
import type { AgentReport } from "./profiles/profile";
import { firstBytes, lastBytes, lastLines, storable, storableJson } from "./utf8";

export const OUTPUT_BYTES_MAX = 4_096;
export const MESSAGE_TAIL_BYTES_MAX = 2_048;
const SUMMARY_BYTES_MAX = 16_000;
/** What the control room takes as a result. */
export const RESULT_BYTES_MAX = FACTS_BYTES_MAX;

export type Outcome =
  | { kind: "complete"; result: JsonObject }
  | { kind: "fail"; error: TaskError; retry: boolean };

/** What the command left in the file named by OMOI_RESULT_FILE. */
export type ResultFile = { kind: "absent" } | { kind: "too_large" } | { kind: "text"; text: string };

export interface EndFacts {
  file: string;
  timeoutSeconds: number;
  stdoutTail: string;
  outputTail: string;
  resultFile: ResultFile;
  /** What a profile read from the output; null for a command whose output is taken as it is. */
  agent: { isUnderstood: boolean; report: AgentReport; name: string; advice: string } | null;
}

export function decideOutcome(end: CommandEnd, facts: EndFacts): Outcome {
  if (end.kind === "spawn") {
    const { message, retry } = describeSpawnFailure(facts.file, end.error);
    return fail("spawn", message, { retry });
  }
  const tail = lastLines(facts.outputTail, MESSAGE_TAIL_BYTES_MAX);
  if (end.isTimedOut) {
    return fail("timeout", withTail(`The command did not end within ${facts.timeoutSeconds} s.`, tail));
  }
  const own = ownWords(facts);
  if (end.code === null)
    return fail("exit", withTail(`The command was ended by ${end.signal}.`, own ?? tail));
  if (end.code !== 0) {
    const message = withTail(`The command ended with exit code ${end.code}.`, own ?? tail);
    return fail("exit", message, { exitCode: end.code });
  }
  return own ? fail("reported", own, { exitCode: 0 }) : readResult(facts);
}

/** The agent's own word for its failure outranks exit code 0 and the end of its output. */
function ownWords({ agent }: EndFacts): string | null {
  return agent?.report.error ? firstBytes(agent.report.error, MESSAGE_TAIL_BYTES_MAX * 2) : null;
}

/** The second signal to the runner: the work goes back to the queue. */
export function stoppedOutcome(): Outcome {
  return fail("reported", "The runner was stopped before the command ended.");
}

/** What the runner itself could not do for the attempt, with a sentence that says what to mend. */
export function preparationFailed(message: string, retry: boolean): Outcome {
  return fail("spawn", firstBytes(message, MESSAGE_TAIL_BYTES_MAX * 2), { retry });
}

/** Something that the agent's own success does not outweigh. */
export function reportedFailure(message: string): Outcome {
  return fail("reported", firstBytes(message, MESSAGE_TAIL_BYTES_MAX * 3), { exitCode: 0 });
}

/** Found at start: the runner of this attempt ended without a word. */
export function abandonedOutcome(): Outcome {
  return fail("reported", "The runner ended before the command did.");
}

function readResult(facts: EndFacts): Outcome {
  const { agent } = facts;
  if (!agent) return readFileResult(facts);
  if (!agent.isUnderstood) {
    const why = `nothing in its output is of the format of ${agent.name}: ${agent.advice}`;
    return fail("reported", `The command ended well, but ${why}.`, { retry: false, exitCode: 0 });
  }
  if (!agent.report.isFinished) {
    const why = "its output breaks off before the agent's last word";
    return fail("reported", `The command ended well, but ${why}.`, { exitCode: 0 });
  }
  const told = toldFacts(agent.report);
  if (facts.resultFile.kind === "absent") return { kind: "complete", result: { exitCode: 0, ...told } };
  const own = readFileResult(facts);
  if (own.kind !== "complete") return own;
  const both = { ...told, ...own.result };
  return JSON.stringify(both).length > RESULT_BYTES_MAX ? own : { kind: "complete", result: both };
}

function toldFacts({ summary, sessionId, turns, deniedTools }: AgentReport): JsonObject {
  return storableJson({
    ...(summary ? { summary: firstBytes(summary.trim(), SUMMARY_BYTES_MAX) } : {}),
    ...(sessionId ? { sessionId } : {}),
    ...(turns === null ? {} : { turns }),
    ...(deniedTools.length > 0 ? { deniedTools: [...new Set(deniedTools)].slice(0, 50) } : {}),
  });
}

function readFileResult({ stdoutTail, resultFile }: EndFacts): Outcome {
  if (resultFile.kind === "absent") {
    return {
      kind: "complete",
      result: { exitCode: 0, output: storable(lastBytes(stdoutTail, OUTPUT_BYTES_MAX)) },
    };
  }
  if (resultFile.kind === "too_large") {
    return invalidResult(`is larger than ${RESULT_BYTES_MAX} bytes`);
  }
  try {
    const parsed = JsonObject.safeParse(JSON.parse(resultFile.text));
    if (!parsed.success) return invalidResult("is JSON, but not an object");
    return { kind: "complete", result: storableJson(parsed.data) };
  } catch {
    return invalidResult("is not valid JSON, or nested too deeply");
  }
}

function invalidResult(what: string): Outcome {
  return fail("reported", `The command ended well, but the file it wrote to OMOI_RESULT_FILE ${what}.`, {
    exitCode: 0,
  });
}

function fail(
  kind: TaskError["kind"],
  message: string,
  { retry = true, exitCode = null }: { retry?: boolean; exitCode?: number | null } = {},
): Outcome {
  return { kind: "fail", error: { kind, message: storable(message), exitCode }, retry };
}

function withTail(sentence: string, tail: string): string {
  return tail === "" ? sentence : `${sentence}\n${tail}`;
}
