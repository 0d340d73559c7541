// Transcripts as Claude Code writes them, as many lines as are asked for, below a folder of its own.
import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";

const LINES_PER_FILE = 2000;
const MODELS = ["claude-opus-4-8", "claude-sonnet-4-5", "claude-haiku-4-5"];
const START = Date.UTC(2026, 8, 1);
const FILLER = "The test fails because the sum is rounded before it is stored. ".repeat(20);

/** A fourth of the lines begin a message, which two more lines repeat as it grows; the rest are prompts and results. */
function lineAt(index: number, session: string): string {
  const timestamp = new Date(START + index * 5000).toISOString();
  const common = {
    parentUuid: `u-${index - 1}`,
    isSidechain: index % 40 === 0,
    userType: "external",
    cwd: "/repo",
  };
  const about = {
    ...common,
    sessionId: session,
    version: "2.1.0",
    gitBranch: "main",
    uuid: `u-${index}`,
    timestamp,
  };
  const step = index % 4;
  if (step === 3) {
    const content = [
      { tool_use_id: `toolu_${index}`, type: "tool_result", content: FILLER.slice(0, 200 + (index % 1000)) },
    ];
    return JSON.stringify({ ...about, type: "user", message: { role: "user", content } });
  }
  const message = index - step;
  const cacheWrite = (message % 7) * 100;
  const usage = {
    input_tokens: 3 + (message % 50),
    cache_creation_input_tokens: cacheWrite,
    cache_read_input_tokens: 20_000 + (message % 5000),
    cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: cacheWrite },
    output_tokens: 1 + step * 120,
    service_tier: "standard",
  };
  const content = [{ type: "text", text: FILLER.slice(0, 100 + (index % 700)) }];
  const model = MODELS[message % MODELS.length];
  const told = { id: `msg_${message}`, type: "message", role: "assistant", model, content, usage };
  return JSON.stringify({ ...about, type: "assistant", requestId: `req_${message}`, message: told });
}

/** Every eighth file repeats the one before it, as a resumed session does. Returns bytes and calls. */
export function writeTranscripts(
  folder: string,
  lines: number,
): { bytes: number; files: number; calls: number } {
  mkdirSync(join(folder, "projects/repo"), { recursive: true });
  const files = Math.ceil(lines / LINES_PER_FILE);
  const messages = new Set<number>();
  let bytes = 0;
  for (let file = 0; file < files; file += 1) {
    const source = file % 8 === 7 ? file - 1 : file;
    const session = `session-${source}`;
    const first = source * LINES_PER_FILE;
    const count = Math.min(LINES_PER_FILE, lines - file * LINES_PER_FILE);
    const text = Array.from({ length: count }, (_, n) => {
      if ((first + n) % 4 !== 3) messages.add(Math.floor((first + n) / 4));
      return `${lineAt(first + n, session)}\n`;
    }).join("");
    const handle = openSync(join(folder, `projects/repo/${String(file).padStart(4, "0")}.jsonl`), "w");
    bytes += writeSync(handle, text);
    closeSync(handle);
  }
  return { bytes, files, calls: messages.size };
}
