// Claude Code: `claude -p --output-format stream-json --verbose`.
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
import { type AgentUsage, byModel, type ModelUsage, type TokenCounts, usdOf, withHour } from "./usage";

export const claudeCode: AgentProfile = {
  name: "claude-code",
  command: (model) => [
    ...(["claude", "-p", "--output-format", "stream-json", "--verbose"] as const),
    ...["--permission-mode", "acceptEdits", ...(model ? ["--model", model] : [])],
  ],
  // It takes no 0: what is almost nothing ends it after its first call.
  budgetOptions: (usd) => ["--max-budget-usd", /[1-9]/.test(usd) ? usd : "0.01"],
  advice: "it needs -p --output-format stream-json --verbose",
  createReader: () => new ClaudeReader(),
};

/** What Claude Code calls the model of the messages that it makes up itself, such as errors. */
const SYNTHETIC = "<synthetic>";

class ClaudeReader implements AgentReader {
  /** By message id: every line of one message repeats that message's usage. */
  readonly #messages = new Map<string, ModelUsage>();
  #sessionId: string | null = null;
  #result: Fields | null = null;
  #lastText: string | null = null;

  read(event: Fields): string | null {
    const show = this.#show(event);
    if (show !== null) this.#sessionId = textOf(event.session_id) ?? this.#sessionId;
    return show;
  }

  report(): AgentReport {
    const result = fieldsOf(this.#result);
    return {
      isFinished: this.#result !== null,
      error: this.#result ? errorOf(this.#result) : null,
      summary: textOf(result.result) ?? this.#lastText,
      sessionId: this.#sessionId,
      turns: this.#result ? countOf(result.num_turns) : null,
      deniedTools: listOf(result.permission_denials).flatMap(({ tool_name }) => textOf(tool_name) ?? []),
      usage: this.#usage(),
    };
  }

  #show(event: Fields): string | null {
    if (event.type === "system") return showSystem(event);
    if (event.type === "assistant") return this.#showMessage(fieldsOf(event.message), event);
    if (event.type === "user") return showToolFailures(fieldsOf(event.message));
    if (event.type === "rate_limit_event") return showLimit(fieldsOf(event.rate_limit_info));
    if (event.type !== "result") return null;
    // With background work there may be several; the last one counts everything.
    this.#result = event;
    const error = errorOf(event);
    const turns = countOf(event.num_turns);
    return noteLine(error ? `failed: ${error}` : `done after ${turns} ${turns === 1 ? "turn" : "turns"}`);
  }

  #showMessage(message: Fields, event: Fields): string {
    const model = textOf(message.model);
    if (model !== SYNTHETIC) this.#count(message, model, event);
    return listOf(message.content)
      .map((block) => {
        if (block.type === "tool_use") return toolLine(textOf(block.name) ?? "?", block.input);
        const text = block.type === "text" ? textOf(block.text) : null;
        if (text === null) return "";
        // A subagent's words are not the answer.
        if (!event.parent_tool_use_id) this.#lastText = text;
        return paragraph(text);
      })
      .join("");
  }

  #count(message: Fields, model: string | null, event: Fields): void {
    const tokens = tokensOf(fieldsOf(message.usage));
    const id = textOf(message.id) ?? textOf(event.uuid) ?? `#${this.#messages.size}`;
    const known = this.#messages.get(id);
    // Where the lines of one message differ, the last is the most complete: output only grows.
    const outputTokens = Math.max(known?.outputTokens ?? 0, tokens.outputTokens);
    this.#messages.set(id, { ...tokens, outputTokens, model, provider: "anthropic" });
  }

  #usage(): AgentUsage | null {
    const result = fieldsOf(this.#result);
    const total = usdOf(result.total_cost_usd);
    const costUsd = total ? { costUsd: total } : {};
    const told = Object.entries(fieldsOf(result.modelUsage)).map(([model, usage]) =>
      toModelUsage(model, fieldsOf(usage)),
    );
    if (told.length > 0) return { models: this.#splitWrites(told), ...costUsd };
    if (this.#messages.size > 0) return { models: byModel(this.#messages.values()), ...costUsd };
    if (!result.usage) return total ? { models: [], costUsd: total } : null;
    return { models: [{ ...tokensOf(fieldsOf(result.usage)), model: null }], ...costUsd };
  }

  /** The last line counts what was written to caches without saying for how long; the messages before it say. */
  #splitWrites(models: ModelUsage[]): ModelUsage[] {
    const hours = new Map<string | null, number>();
    for (const { model, cacheWrite1hTokens = 0 } of this.#messages.values()) {
      hours.set(baseName(model), (hours.get(baseName(model)) ?? 0) + cacheWrite1hTokens);
    }
    return models.map((usage) => {
      const name = baseName(usage.model);
      const split = withHour(usage, hours.get(name) ?? 0);
      hours.set(name, (hours.get(name) ?? 0) - (split.cacheWrite1hTokens ?? 0));
      return split;
    });
  }
}

/** Without the `[1m]` that asks for a longer context: messages name the model alone. */
function baseName(model: string | null): string | null {
  return model?.replace(/\[[^\]]*\]$/, "") ?? null;
}

function toModelUsage(model: string, usage: Fields): ModelUsage {
  const costUsd = usdOf(usage.costUSD);
  return {
    model,
    provider: textOf(usage.provider) ?? "anthropic",
    inputTokens: countOf(usage.inputTokens),
    cacheReadTokens: countOf(usage.cacheReadInputTokens),
    cacheWriteTokens: countOf(usage.cacheCreationInputTokens),
    outputTokens: countOf(usage.outputTokens),
    ...(costUsd ? { costUsd } : {}),
  };
}

function tokensOf(usage: Fields): TokenCounts {
  const tokens = {
    inputTokens: countOf(usage.input_tokens),
    cacheReadTokens: countOf(usage.cache_read_input_tokens),
    cacheWriteTokens: countOf(usage.cache_creation_input_tokens),
    outputTokens: countOf(usage.output_tokens),
  };
  return withHour(tokens, countOf(fieldsOf(usage.cache_creation).ephemeral_1h_input_tokens));
}

// `is_error` decides: an API error ends with the subtype "success", is_error true and exit code 0.
function errorOf(result: Fields): string | null {
  const subtype = textOf(result.subtype) ?? "error";
  const isError = result.is_error === true || (result.is_error !== false && subtype !== "success");
  if (!isError) return null;
  const list = Array.isArray(result.errors) ? result.errors.filter((item) => textOf(item) !== null) : [];
  return textOf(result.result) ?? textOf(list.join("; ")) ?? subtype;
}

function showSystem(event: Fields): string {
  if (event.subtype === "init") {
    return noteLine(`session ${textOf(event.session_id) ?? "?"}, model ${textOf(event.model) ?? "?"}`);
  }
  if (event.subtype !== "api_retry") return "";
  const reason = textOf(event.error) ?? `status ${event.error_status ?? "?"}`;
  return noteLine(`the API failed (${reason}); trying again, attempt ${countOf(event.attempt)}`);
}

function showLimit({ status, rateLimitType }: Fields): string {
  if (status === "allowed" || textOf(status) === null) return "";
  return noteLine(`usage limit ${textOf(rateLimitType) ?? ""}: ${status}`);
}

function showToolFailures(message: Fields): string {
  return listOf(message.content)
    .filter((block) => block.type === "tool_result" && block.is_error === true)
    .map(({ content }) => {
      const text =
        textOf(content) ??
        listOf(content)
          .map(({ text }) => textOf(text) ?? "")
          .join(" ");
      return failedToolLine(null, text);
    })
    .join("");
}
