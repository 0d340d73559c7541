// Has the model calls of an attempt go through the control room's gateway, which counts them.
import { UsageError } from "./usage-error";

interface Metering {
  url: string;
  telemetryKey?: string;
  isMetered?: boolean;
}

/** What Claude Code and programs on the official clients of OpenAI and Anthropic read; empty where none is asked for. */
export function gatewayEnv(
  parent: NodeJS.ProcessEnv,
  { taskId, agentId }: { taskId: string; agentId: string },
  { url, telemetryKey, isMetered }: Metering,
): Record<string, string> {
  if (!isMetered || telemetryKey === undefined) return {};
  const own = [`x-omoi-key: ${telemetryKey}`, `x-omoi-task: ${taskId}`, `x-omoi-agent: ${agentId}`];
  const headers = (given: string | undefined) => {
    // An outer task's, where a runner is started by a task itself.
    const others = (given ?? "").split("\n").filter((line) => line.trim() && !/^\s*x-omoi-/i.test(line));
    return [...others, ...own].join("\n");
  };
  return {
    ANTHROPIC_BASE_URL: `${url}/api/gateway/anthropic`,
    ANTHROPIC_CUSTOM_HEADERS: headers(parent.ANTHROPIC_CUSTOM_HEADERS),
    OPENAI_BASE_URL: `${url}/api/gateway/openai/v1`,
    OPENAI_CUSTOM_HEADERS: headers(parent.OPENAI_CUSTOM_HEADERS),
  };
}

export function readMetering(
  isAsked: boolean | undefined,
  telemetryKey: string | undefined,
): { isMetered?: true } {
  if (!isAsked) return {};
  if (telemetryKey !== undefined) return { isMetered: true };
  throw new UsageError(
    "--gateway needs OMOI_TELEMETRY_KEY: a key that agents may know, with costs:write alone. The runner's own stays hidden from them.",
  );
}
