// A scope as options say it: `--scope phase --phase DEPLOYMENT --project prj_…`.
import type { z } from "zod";
import { UsageError } from "@/lib/worker/usage-error";
import { type OptionSpec, type Options, required, value } from "./command";
import { given } from "./input";

export interface ScopeKinds {
  words: string;
  /** What the API calls the kind that is `priority` here. */
  priority: "priority_at_most" | "priority_at_least";
}

export const HOLD_KINDS: ScopeKinds = {
  words: "all, project, ticket, phase, priority or agent",
  priority: "priority_at_most",
};
export const SERVED_KINDS: ScopeKinds = {
  words: "project, ticket, phase or priority",
  priority: "priority_at_least",
};

/** The options that say a scope; an agent is none that slots could serve. */
export function scopeOptions(kinds: ScopeKinds): Record<string, OptionSpec> {
  const isHold = kinds.priority === "priority_at_most";
  return {
    scope: required(value(kinds.words)),
    project: value("The project; for a phase or a priority only there", "prj_…"),
    ticket: value("The ticket", "tkt_…"),
    phase: value("The phase"),
    priority: value(`Tasks of this priority and ${isHold ? "below" : "above"}`),
    ...(isHold ? { agent: value("The agent", "agent_…") } : {}),
  };
}

/** Reads it, or names the option that is wrong. `verb` says what is done to the scope. */
export function readScope<S extends z.ZodType>(
  options: Options,
  schema: S,
  { words, priority }: ScopeKinds,
  verb: string,
): z.output<S> {
  const kind = options.text("scope");
  if (!kind) throw new UsageError(`Say what to ${verb} with --scope ${words}.`);
  const ids = given({
    projectId: options.text("project"),
    ticketId: options.text("ticket"),
    phase: options.text("phase"),
    priority: options.text("priority"),
    agentId: options.text("agent"),
  });
  const parsed = schema.safeParse({ kind: kind === "priority" ? priority : kind, ...ids });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (issue?.code === "unrecognized_keys") {
    throw new UsageError(`--${String(issue.keys[0]).replace(/Id$/, "")} does not go with --scope ${kind}.`);
  }
  const field = String(issue?.path[0] ?? "kind").replace(/Id$/, "");
  const option = field === "kind" ? "scope" : field;
  const message = field === "kind" ? `Must be ${words}` : issue?.message;
  throw new UsageError(`--${option}: ${String(message).replace(/\.$/, "")}.`);
}
