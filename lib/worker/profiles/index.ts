import { claudeCode } from "./claude-code";
import { codex } from "./codex";
import { gemini } from "./gemini";
import { openhands } from "./openhands";
import type { AgentProfile, ProfileName } from "./profile";

const PROFILES: Record<Exclude<ProfileName, "command">, AgentProfile> = {
  "claude-code": claudeCode,
  codex,
  gemini,
  openhands,
};

/** Null for `command`, whose output is taken as it is, whatever program that is. */
export function findProfile(name: ProfileName): AgentProfile | null {
  return name === "command" ? null : PROFILES[name];
}
