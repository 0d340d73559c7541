// Lines of Codex's sessions, which count the tokens of a session so far after each call.
import { createHash } from "node:crypto";
import { BadLine, type ToldCall } from "./call";
import { countOf, type Fields, fieldsOf, isFields, isName, nameOf, textOf, timeOf } from "./fields";
import type { LineReader } from "./line-reader";

const NAMES = [
  "input_tokens",
  "cached_input_tokens",
  "cache_write_input_tokens",
  "output_tokens",
  "reasoning_output_tokens",
];
type Counts = Record<string, number>;

export class CodexReader implements LineReader {
  readonly marks = ['"token_count"', '"turn_context"', '"session_meta"'].map((mark) => Buffer.from(mark));
  /** A forked session begins with all that the one before it held, counts included: both are named by the first. */
  #session: string | null = null;
  #metas = 0;
  #model: Fields = {};
  #total: Counts | null = null;

  read(line: Fields): ToldCall | null {
    const payload = fieldsOf(line.payload);
    if (line.type === "session_meta") this.#begin(payload);
    else if (line.type === "turn_context") this.#model = payload;
    else if (payload.type === "token_count" && isFields(payload.info)) return this.#count(line, payload.info);
    return null;
  }

  #begin(meta: Fields): void {
    if (this.#total) return;
    this.#metas += 1;
    const parent = this.#metas === 1 ? textOf(meta.forked_from_id) : null;
    this.#session = parent ?? textOf(meta.id) ?? this.#session;
  }

  #count(line: Fields, info: Fields): ToldCall | null {
    if (!isFields(info.total_token_usage)) throw new BadLine("info.total_token_usage is missing");
    const total = countsOf(info.total_token_usage);
    const before = this.#total;
    this.#total = total;
    const used = isFields(info.last_token_usage) ? countsOf(info.last_token_usage) : since(before, total);
    const tokens = tokensOf(used);
    if (Object.values(tokens).every((count) => count === 0)) return null;
    return {
      key: this.#keyOf(total),
      provider: "openai",
      model: nameOf(this.#model, "model"),
      tokens,
      reportedCost: null,
      at: timeOf(line),
    };
  }

  /** Said again, as after each note about limits, the session has come no further. */
  #keyOf(total: Counts): string {
    const counts = NAMES.map((name) => total[name]).join(".");
    const session = this.#session ?? "?";
    const key = `codex:${session}:${counts}`;
    return isName(key) ? key : `codex:${createHash("sha256").update(session).digest("base64url")}:${counts}`;
  }
}

const countsOf = (usage: Fields): Counts =>
  Object.fromEntries(NAMES.map((name) => [name, countOf(usage, name)]));

/** What was used since; a session whose counts fell began anew. */
function since(before: Counts | null, total: Counts): Counts {
  if (!before || NAMES.some((name) => (total[name] ?? 0) < (before[name] ?? 0))) return total;
  return Object.fromEntries(NAMES.map((name) => [name, (total[name] ?? 0) - (before[name] ?? 0)]));
}

/** Input includes what a cache gave and took, output includes reasoning. */
function tokensOf(used: Counts): ToldCall["tokens"] {
  const [input = 0, cacheRead = 0, cacheWrite5m = 0, output = 0] = NAMES.map((name) => used[name] ?? 0);
  const anew = input - cacheRead - cacheWrite5m;
  if (anew < 0)
    throw new BadLine(
      `input_tokens is ${input}, which must include the ${cacheRead + cacheWrite5m} of the cache`,
    );
  return { input: anew, cacheRead, cacheWrite5m, cacheWrite1h: 0, output };
}
