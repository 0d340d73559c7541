// What the runner knows of one kind of agent: how to start it, and how to read what it prints.
import type { Fields } from "./fields";
import type { AgentUsage } from "./usage";

export const PROFILE_NAMES = ["command", "claude-code", "codex", "gemini", "openhands"] as const;
export type ProfileName = (typeof PROFILE_NAMES)[number];

export interface AgentProfile {
  name: Exclude<ProfileName, "command">;
  /** What is started when no command is given after `--`. */
  command(model: string | null): [string, ...string[]];
  /** Added to that command where the attempt may cost this much and no more. */
  budgetOptions?(usd: string): string[];
  /** Shown when a command ended well and printed nothing of this format. */
  advice: string;
  /** The agent takes its prompt from a file, named in OMOI_PROMPT_FILE. */
  needsPromptFile?: boolean;
  /** Lines that only part its events. */
  noise?: RegExp;
  /** `model` is what the runner was told, for agents whose output names none. */
  createReader(model: string | null): AgentReader;
}

/** Reads the events of one run. */
export interface AgentReader {
  /** What the log shows of an event, with its line ends, perhaps nothing; null for what is no event of this format. */
  read(event: Fields): string | null;
  /** What is known so far; also asked while the agent runs, and after it was killed. */
  report(): AgentReport;
}

export interface AgentReport {
  /** The agent said that its work is over, well or not. */
  isFinished: boolean;
  /** What the agent itself calls a failure. */
  error: string | null;
  /** Its closing words. */
  summary: string | null;
  sessionId: string | null;
  turns: number | null;
  /** Tools that it asked for and did not get. */
  deniedTools: string[];
  usage: AgentUsage | null;
}

const TOOL_LINE_MAX = 300;

/** A tool call on one line: its name, and what it was called with. */
export function toolLine(name: string, input: unknown): string {
  const shown = typeof input === "string" ? input : toJson(input);
  return oneLine(`[tool] ${name} ${shown}`);
}

export function failedToolLine(name: string | null, message: string): string {
  return oneLine(`[tool failed] ${name ? `${name}: ` : ""}${message}`);
}

export function noteLine(text: string): string {
  return oneLine(`[agent] ${text}`);
}

/** Ends with a line end, whatever the text ended with. */
export function paragraph(text: string): string {
  return text.endsWith("\n") ? text : `${text}\n`;
}

function oneLine(text: string): string {
  const line = text
    .slice(0, TOOL_LINE_MAX * 2)
    .replace(/\s+/g, " ")
    .trimEnd();
  return line.length > TOOL_LINE_MAX ? `${line.slice(0, TOOL_LINE_MAX)}…\n` : `${line}\n`;
}

function toJson(value: unknown): string {
  return value === undefined ? "" : (JSON.stringify(value) ?? "");
}
