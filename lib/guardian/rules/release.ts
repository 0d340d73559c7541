/** Shares of a paused scope, in percent, that are let go one after the other; what is left comes with the end. */
const STEPS = [10, 50] as const;

/** Between two steps. */
export const STEP_SECONDS = 60;

/** The share after this one; null: the hold ends. */
export function nextShare(percent: number): number | null {
  return STEPS.find((step) => step > percent) ?? null;
}
