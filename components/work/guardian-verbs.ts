import type { ActionType } from "@/lib/guardian/schema";

/** What an intervention does to its target, as a verb before it. */
export const GUARDIAN_VERBS: Record<ActionType, string> = {
  cancel_task: "cancel",
  override_priority: "override the priority of",
  reallocate: "move capacity to",
  pause: "pause",
  quarantine_agent: "quarantine",
  replace_agent: "replace",
};
