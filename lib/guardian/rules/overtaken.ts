// What has happened since an action was planned that takes the ground from under it: pure decisions.
import type { PlanTarget } from "../schema";

interface Asked {
  name: string;
  hash: string;
}

/** Why a policy stands behind what it asked for no more, in words; null: it does. */
export function changeOfPolicy(asked: Asked, now: { mode: string; hash: string } | null): string | null {
  if (now?.mode === "enforce" && now.hash === asked.hash) return null;
  const why = now?.mode === "enforce" ? "changed" : "switched off";
  return `The policy ${asked.name} was ${why} since it fired.`;
}

/** What has changed about a plan's targets that it must not overlook, in words; null: nothing. */
export function changeOfTargets(
  targets: readonly PlanTarget[],
  now: ReadonlyMap<string, { state: string; version: string }>,
): string | null {
  for (const { id, label, state, version } of targets) {
    if (!id || version === null) continue;
    const found = now.get(id);
    if (!found) return `${label} is gone.`;
    if (found.version === version) continue;
    return found.state === state ? `${label} has changed.` : `${label} was ${state} and is ${found.state}.`;
  }
  return null;
}
