// What a command learns about its task.
import type { Claim } from "@/lib/work/schema";

/** Linux refuses a single variable above 128 KiB; a longer prompt is on stdin only. */
const PROMPT_ENV_BYTES_MAX = 100_000;

/** The runner's environment with the task's variables; whatever holds the key stays out. */
export function commandEnv(
  parent: NodeJS.ProcessEnv,
  { task, attempt }: Claim,
  facts: { agentId: string; url: string; key: string; resultFile: string; promptFile?: string },
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
  };
  if (Buffer.byteLength(task.description) <= PROMPT_ENV_BYTES_MAX) own.OMOI_TASK_PROMPT = task.description;
  if (promptFile) own.OMOI_PROMPT_FILE = promptFile;
  const env = withoutKey(parent, key);
  // No variable can hold a NUL; the prompt keeps it on stdin.
  for (const [name, value] of Object.entries(own)) env[name] = value.replaceAll("\0", "");
  return env;
}

/** The environment for programs that the runner starts: nothing in it holds the key, or another task's prompt. */
export function withoutKey(parent: NodeJS.ProcessEnv, key: string): NodeJS.ProcessEnv {
  const kept = Object.entries(parent).filter(
    ([name, value]) => !["OMOI_KEY", "OMOI_TASK_PROMPT"].includes(name) && !value?.includes(key),
  );
  return Object.fromEntries(kept) as NodeJS.ProcessEnv;
}
