// Gemini CLI: `--output-format stream-json`, and the one object of `--output-format json`.
import { countOf, type Fields, fieldsOf, textOf } from "./fields";
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

export const gemini: AgentProfile = {
  name: "gemini",
  // The prompt on a stdin that is no terminal makes it headless.
  command: (model) => [
    ...(["gemini", "--output-format", "stream-json", "--approval-mode", "auto_edit"] as const),
    ...(model ? ["--model", model] : []),
  ],
  advice: "it needs --output-format stream-json",
  createReader: (model) => new GeminiReader(model),
};

class GeminiReader implements AgentReader {
  readonly #tools = new Map<string, string>();
  #model: string | null;
  #isFinished = false;
  #sessionId: string | null = null;
  #error: string | null = null;
  /** What the assistant said since the last tool call: it arrives in pieces. */
  #words = "";
  #isMidLine = false;
  #models: ModelUsage[] = [];

  constructor(model: string | null) {
    this.#model = model;
  }

  report(): AgentReport {
    return {
      isFinished: this.#isFinished,
      error: this.#error,
      summary: textOf(this.#words),
      sessionId: this.#sessionId,
      turns: null,
      deniedTools: [],
      usage: this.#models.length > 0 ? { models: this.#models } : null,
    };
  }

  read(event: Fields): string | null {
    switch (event.type) {
      case "init":
        this.#sessionId = textOf(event.session_id);
        this.#model = textOf(event.model) ?? this.#model;
        return noteLine(`session ${this.#sessionId ?? "?"}, model ${this.#model ?? "?"}`);
      case "message":
        return event.role === "assistant" ? this.#say(event) : "";
      case "tool_use": {
        const name = textOf(event.tool_name) ?? "?";
        this.#tools.set(String(event.tool_id), name);
        this.#words = "";
        return this.#onOwnLine(toolLine(name, event.parameters));
      }
      case "tool_result": {
        if (event.status !== "error") return "";
        const message = textOf(fieldsOf(event.error).message) ?? textOf(event.output) ?? "";
        return this.#onOwnLine(failedToolLine(this.#tools.get(String(event.tool_id)) ?? null, message));
      }
      case "error":
        return this.#onOwnLine(noteLine(textOf(event.message) ?? "error"));
      case "result":
        return this.#finish(event, event.status === "error" || event.error ? event.error : null);
      default:
        return this.#readWhole(event);
    }
  }

  #say(event: Fields): string {
    const text = typeof event.content === "string" ? event.content : "";
    const isPiece = event.delta === true;
    this.#words = isPiece ? this.#words + text : text;
    if (!isPiece) return this.#onOwnLine(paragraph(text));
    if (text !== "") this.#isMidLine = !text.endsWith("\n");
    return text;
  }

  /** The one object of `--output-format json`. */
  #readWhole(event: Fields): string | null {
    const { type, stats, response, error } = event;
    if (type !== undefined || [stats, response, error].every((field) => field === undefined)) return null;
    this.#sessionId = textOf(event.session_id) ?? this.#sessionId;
    this.#words = typeof event.response === "string" ? event.response : "";
    const text = this.#words === "" ? "" : paragraph(this.#words);
    return text + this.#finish(event, event.error ?? null);
  }

  #finish(event: Fields, error: unknown): string {
    this.#isFinished = true;
    this.#models = modelsOf(fieldsOf(event.stats), this.#model);
    if (error === null) return this.#onOwnLine("");
    const { message, type } = fieldsOf(error);
    this.#error = textOf(message) ?? textOf(type) ?? "The agent reported an error.";
    return this.#onOwnLine(noteLine(`failed: ${this.#error}`));
  }

  #onOwnLine(text: string): string {
    const lineEnd = this.#isMidLine ? "\n" : "";
    this.#isMidLine = false;
    return lineEnd + text;
  }
}

function modelsOf(stats: Fields, model: string | null): ModelUsage[] {
  const models = Object.entries(fieldsOf(stats.models));
  const told = models.length > 0 ? models : [[model, stats] as const];
  return told.flatMap(([name, value]) => {
    const fields = fieldsOf(value);
    const tokens = fields.tokens ? wholeTokens(fieldsOf(fields.tokens)) : streamedTokens(fields);
    const isNothing = Object.values(tokens).every((count) => count === 0);
    return isNothing ? [] : [{ ...tokens, model: name, provider: "google" }];
  });
}

// Thinking is billed as output and appears only in the total.
function streamedTokens(stats: Fields) {
  const prompt = countOf(stats.input_tokens);
  const output = Math.max(countOf(stats.output_tokens), countOf(stats.total_tokens) - prompt);
  return fromInclusive({ prompt, cacheRead: countOf(stats.cached), cacheWrite: 0, output });
}

function wholeTokens(tokens: Fields) {
  return fromInclusive({
    prompt: countOf(tokens.prompt) + countOf(tokens.tool),
    cacheRead: countOf(tokens.cached),
    cacheWrite: 0,
    output: countOf(tokens.candidates) + countOf(tokens.thoughts),
  });
}
