// What a command learns about its task.
import type { Claim } from "@/lib/work/schema";
import { gatewayEnv } from "./gateway";
import { telemetryEnv } from "./telemetry";

/** Linux refuses a single variable above 128 KiB; a longer prompt is on stdin only. */
const PROMPT_ENV_BYTES_MAX = 100_000;

/** The runner's environment with the task's variables; whatever holds the key stays out. */
export function commandEnv(
  parent: NodeJS.ProcessEnv,
  { task, attempt, budgetUsd }: Claim,
  facts: {
    agentId: string;
    url: string;
    key: string;
    telemetryKey?: string;
    isMetered?: boolean;
    resultFile: string;
    promptFile?: string;
  },
): NodeJS.ProcessEnv {
  const { agentId, url, key, resultFile, promptFile } = facts;
  const own: Record<string, string> = {
    OMOI_TASK_ID: task.id,
    OMOI_TASK_TITLE: task.title,
    OMOI_TASK_TYPE: task.type,
    OMOI_TASK_PHASE: task.phase,
    OMOI_TICKET_ID: task.ticketId,
    OMOI_PROJECT_ID: task.projectId,
    OMOI_ATTEMPT_ID: attempt.id,
    OMOI_ATTEMPT_NUMBER: String(attempt.number),
    OMOI_AGENT_ID: agentId,
    OMOI_URL: url,
    OMOI_RESULT_FILE: resultFile,
    ...telemetryEnv(parent, { taskId: task.id, attemptId: attempt.id, agentId }, facts),
    ...gatewayEnv(parent, { taskId: task.id, agentId }, facts),
  };
  if (Buffer.byteLength(task.description) <= PROMPT_ENV_BYTES_MAX) own.OMOI_TASK_PROMPT = task.description;
  if (promptFile) own.OMOI_PROMPT_FILE = promptFile;
  if (budgetUsd !== null) own.OMOI_BUDGET_USD = budgetUsd;
  const { OMOI_TELEMETRY_KEY: _, ...env } = withoutKey(parent, key);
  // No variable can hold a NUL; the prompt keeps it on stdin.
  for (const [name, value] of Object.entries(own)) env[name] = value.replaceAll("\0", "");
  return env;
}

/** What is another task's, where a runner is started by a task itself. */
const OUTER = ["OMOI_TASK_PROMPT", "OMOI_BUDGET_USD"];

/** The environment for programs that the runner starts: nothing in it holds the key, or is another task's. */
export function withoutKey(parent: NodeJS.ProcessEnv, key: string): NodeJS.ProcessEnv {
  const kept = Object.entries(parent).filter(
    ([name, value]) => name !== "OMOI_KEY" && !OUTER.includes(name) && !value?.includes(key),
  );
  return Object.fromEntries(kept) as NodeJS.ProcessEnv;
}
