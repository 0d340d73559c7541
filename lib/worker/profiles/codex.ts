// Codex: `codex exec --json`.
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
import { fromInclusive, type ModelUsage } from "./usage";

export const codex: AgentProfile = {
  name: "codex",
  command: (model) => [
    ...(["codex", "exec", "--json", "--sandbox", "workspace-write"] as const),
    ...[...(model ? ["--model", model] : []), "-"],
  ],
  advice: "it needs codex exec --json",
  createReader: (model) => new CodexReader(model),
};

class CodexReader implements AgentReader {
  readonly #model: string | null;
  readonly #denied = new Set<string>();
  #threadId: string | null = null;
  #turns = 0;
  #turnFailure: string | null = null;
  #streamError: string | null = null;
  #lastText: string | null = null;
  #usage: ModelUsage | null = null;

  constructor(model: string | null) {
    this.#model = model;
  }

  report(): AgentReport {
    return {
      isFinished: this.#turns > 0 || this.#turnFailure !== null,
      // The stream's own errors may pass ("Reconnecting…"): they count only when no turn ended.
      error: this.#turnFailure ?? (this.#turns === 0 ? this.#streamError : null),
      summary: this.#lastText,
      sessionId: this.#threadId,
      turns: this.#turns,
      deniedTools: [...this.#denied],
      usage: this.#usage ? { models: [this.#usage] } : null,
    };
  }

  read(event: Fields): string | null {
    switch (event.type) {
      case "thread.started":
        this.#threadId = textOf(event.thread_id);
        return noteLine(`session ${this.#threadId ?? "?"}`);
      case "turn.started":
        return "";
      case "turn.completed":
        this.#turns++;
        this.#turnFailure = null;
        this.#usage = this.#highest(fieldsOf(event.usage));
        return "";
      case "turn.failed":
        this.#turnFailure = textOf(fieldsOf(event.error).message) ?? "The turn failed.";
        return noteLine(`failed: ${this.#turnFailure}`);
      case "error":
        this.#streamError = textOf(event.message) ?? "error";
        return noteLine(this.#streamError);
      case "item.started":
      case "item.updated":
        return "";
      case "item.completed":
        return this.#showItem(fieldsOf(event.item));
      default:
        return null;
    }
  }

  #showItem(item: Fields): string {
    switch (item.type) {
      case "agent_message":
        this.#lastText = textOf(item.text) ?? this.#lastText;
        return item.text ? paragraph(String(item.text)) : "";
      case "command_execution":
        return this.#showTool("shell", textOf(item.command) ?? "", item, item.aggregated_output);
      case "mcp_tool_call":
        return this.#showTool(
          `${item.server}.${item.tool}`,
          item.arguments,
          item,
          fieldsOf(item.error).message,
        );
      case "file_change": {
        const files = listOf(item.changes).map(({ kind, path }) => `${kind} ${path}`);
        return this.#showTool("edit", files.join(", "), item, "");
      }
      case "web_search":
        return toolLine("web_search", textOf(item.query) ?? "");
      case "error":
        return noteLine(textOf(item.message) ?? "error");
      default:
        return "";
    }
  }

  #showTool(name: string, input: unknown, item: Fields, output: unknown): string {
    const line = toolLine(name, input);
    if (item.status === "declined") {
      this.#denied.add(name);
      return line + failedToolLine(name, "it was not permitted");
    }
    if (item.status !== "failed") return line;
    const code = typeof item.exit_code === "number" ? `exit code ${item.exit_code} ` : "";
    return line + failedToolLine(name, `${code}${textOf(output) ?? ""}`);
  }

  /** The counters are those of the whole session so far: the highest stands, nothing is added up. */
  #highest(told: Fields): ModelUsage {
    const tokens = fromInclusive({
      prompt: countOf(told.input_tokens),
      cacheRead: countOf(told.cached_input_tokens),
      cacheWrite: countOf(told.cache_write_input_tokens),
      output: countOf(told.output_tokens),
    });
    const known = this.#usage;
    if (known && known.outputTokens > tokens.outputTokens) return known;
    return { ...tokens, model: this.#model, provider: "openai" };
  }
}
