// Apart from the interventions themselves: lists name the types, and need not know what each is told.
import { z } from "zod";

export const ActionType = z.enum([
  "cancel_task",
  "override_priority",
  "reallocate",
  "pause",
  "quarantine_agent",
  "replace_agent",
]);
export type ActionType = z.infer<typeof ActionType>;
