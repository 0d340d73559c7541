import { AuthorityLevel } from "@/lib/platform/auth/access";
import { type Actor, SYSTEM } from "@/lib/platform/auth/actor";

/** Raises and resolves by rule. */
export const MONITOR: Actor = {
  ...SYSTEM,
  id: "monitor",
  name: "Monitor",
  authority: AuthorityLevel.MONITOR,
};

/** Tries remedies by itself; what a guardian or a person has laid it leaves alone. */
export const WATCHDOG: Actor = {
  ...SYSTEM,
  id: "watchdog",
  name: "Watchdog",
  authority: AuthorityLevel.WATCHDOG,
  scopes: ["work:act"],
};
