// OpenHands: `openhands --headless --json`, events of its software-agent-sdk.
import { countOf, type Fields, fieldsOf, listOf, textOf } from "./fields";
import {
  type AgentProfile,
  type AgentReader,
  type AgentReport,
  failedToolLine,
  noteLine,
  paragraph,
  toolLine,
} from "./profile";
import { byModel, fromInclusive, type ModelUsage, NO_TOKENS, usdOf } from "./usage";

export const openhands: AgentProfile = {
  name: "openhands",
  // It takes no prompt on stdin; its model comes from its own settings.
  command: () => ["sh", "-c", 'exec openhands --headless --json --file "$OMOI_PROMPT_FILE"'],
  advice: "it needs --headless --json",
  needsPromptFile: true,
  // Before May 2026 each event was indented JSON below such a line.
  noise: /^--JSON Event--$/,
  createReader: () => new OpenHandsReader(),
};

class OpenHandsReader implements AgentReader {
  readonly #denied = new Set<string>();
  #isFinished = false;
  #error: string | null = null;
  #lastText: string | null = null;
  #sessionId: string | null = null;
  #turns = 0;
  #models: ModelUsage[] = [];

  report(): AgentReport {
    return {
      isFinished: this.#isFinished || this.#error !== null,
      error: this.#error,
      summary: this.#lastText,
      sessionId: this.#sessionId,
      turns: this.#turns,
      deniedTools: [...this.#denied],
      usage: this.#models.length > 0 ? { models: this.#models } : null,
    };
  }

  read(event: Fields): string | null {
    switch (event.kind) {
      case "MessageEvent":
        return event.source === "agent" ? this.#say(contentOf(fieldsOf(event.llm_message).content)) : "";
      case "ActionEvent":
        return this.#showAction(event);
      case "ObservationEvent": {
        const { is_error, content } = fieldsOf(event.observation);
        return is_error === true ? failedToolLine(textOf(event.tool_name), contentOf(content)) : "";
      }
      case "UserRejectObservation":
        this.#denied.add(textOf(event.tool_name) ?? "?");
        return failedToolLine(textOf(event.tool_name), "it was not permitted");
      case "AgentErrorEvent":
        return failedToolLine(textOf(event.tool_name), textOf(event.error) ?? "");
      case "ConversationErrorEvent":
        this.#error = [event.code, event.detail].map(textOf).filter(Boolean).join(": ") || "error";
        return noteLine(`failed: ${this.#error}`);
      case "ConversationStateUpdateEvent":
        return this.#update(textOf(event.key), event.value);
      default:
        return typeof event.kind === "string" && event.source !== undefined ? "" : null;
    }
  }

  #say(text: string): string {
    if (text.trim() === "") return "";
    this.#lastText = text;
    // Without a tool call a message hands over to the user, and a headless run ends there.
    this.#isFinished = true;
    this.#turns++;
    return paragraph(text);
  }

  #showAction(event: Fields): string {
    const action = fieldsOf(event.action);
    const thought = contentOf(event.thought);
    this.#turns++;
    if (action.kind === "FinishAction") {
      this.#isFinished = true;
      this.#lastText = textOf(action.message) ?? this.#lastText;
      return this.#lastText ? paragraph(this.#lastText) : "";
    }
    this.#isFinished = false;
    const { kind: _, ...input } = action;
    const line = toolLine(textOf(event.tool_name) ?? textOf(action.kind) ?? "?", input);
    return thought.trim() === "" ? line : paragraph(thought) + line;
  }

  #update(key: string | null, value: unknown): string {
    if (key === "full_state") {
      const state = fieldsOf(value);
      this.#sessionId = textOf(state.id) ?? this.#sessionId;
      this.#count(fieldsOf(state.stats));
      return this.#update("execution_status", state.execution_status);
    }
    if (key === "stats") this.#count(fieldsOf(value));
    if (key !== "execution_status") return "";
    if (value === "finished") this.#isFinished = true;
    if (value !== "error" && value !== "stuck") return "";
    this.#error ??= value === "stuck" ? "The agent was stuck." : "The conversation ended with an error.";
    return noteLine(`failed: ${this.#error}`);
  }

  /** The figures are those of the whole conversation so far; the last ones stand. */
  #count(stats: Fields): void {
    const metrics = Object.values(fieldsOf(stats.usage_to_metrics)).map(fieldsOf);
    if (metrics.length > 0) this.#models = byModel(metrics.flatMap(modelsOf));
  }
}

// One entry of `usage_to_metrics` may have used several models: the lists tell, its own name may be "default".
function modelsOf(metrics: Fields): ModelUsage[] {
  const calls = listOf(metrics.token_usages);
  const costs = listOf(metrics.costs);
  const name = textOf(metrics.model_name);
  if (calls.length === 0) {
    const costUsd = usdOf(metrics.accumulated_cost);
    return [toModel(name, fieldsOf(metrics.accumulated_token_usage), costUsd)];
  }
  return [
    ...calls.map((call) => toModel(textOf(call.model) ?? name, call, undefined)),
    ...costs.map(({ model, cost }) => ({ ...NO_TOKENS, ...withCost(textOf(model) ?? name, usdOf(cost)) })),
  ];
}

function toModel(model: string | null, usage: Fields, costUsd: string | undefined): ModelUsage {
  const tokens = fromInclusive({
    prompt: countOf(usage.prompt_tokens),
    cacheRead: countOf(usage.cache_read_tokens),
    cacheWrite: countOf(usage.cache_write_tokens),
    output: countOf(usage.completion_tokens),
  });
  return { ...tokens, ...withCost(model, costUsd) };
}

function withCost(model: string | null, costUsd: string | undefined) {
  return { model, ...(costUsd ? { costUsd } : {}) };
}

function contentOf(content: unknown): string {
  if (typeof content === "string") return content;
  return listOf(content)
    .map(({ text }) => textOf(text) ?? "")
    .filter(Boolean)
    .join("\n");
}
