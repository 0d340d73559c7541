// What a command learns about its task.
import type { Claim } from "@/lib/work/schema";

/** Linux refuses a single variable above 128 KiB; a longer prompt is on stdin only. */
const PROMPT_ENV_BYTES_MAX = 100_000;

/** The runner's environment with the task's variables; whatever holds the key stays out. */
export function commandEnv(
  parent: NodeJS.ProcessEnv,
  { task, attempt }: Claim,
  { agentId, url, key, resultFile }: { agentId: string; url: string; key: string; resultFile: string },
): NodeJS.ProcessEnv {
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
  const env = { ...parent };
  for (const [name, value] of Object.entries(env)) {
    if (name === "OMOI_KEY" || name === "OMOI_TASK_PROMPT" || value?.includes(key)) delete env[name];
  }
  // No variable can hold a NUL; the prompt keeps it on stdin.
  for (const [name, value] of Object.entries(own)) env[name] = value.replaceAll("\0", "");
  return env;
}
