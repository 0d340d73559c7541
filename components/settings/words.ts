// How roles, scopes and levels are called on these pages.
import type { KeyLevel, Role } from "@/lib/platform/auth/access";

export const ROLE_NAMES: Record<Role, string> = { viewer: "Viewer", lead: "Lead", admin: "Admin" };

export const LEVEL_WORDS: Record<KeyLevel, { name: string; meaning: string }> = {
  WORKER: { name: "Worker", meaning: "carries out tasks" },
  WATCHDOG: { name: "Watchdog", meaning: "looks after workers" },
  MONITOR: { name: "Monitor", meaning: "watches the whole fleet" },
  GUARDIAN: { name: "Guardian", meaning: "steps in, as a lead does" },
};
