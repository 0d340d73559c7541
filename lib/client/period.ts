// Spans of time by their names. Days begin at midnight UTC, as every time here is shown.

export const PERIODS = ["24h", "7d", "30d", "month"] as const;
export type Period = (typeof PERIODS)[number];

const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** When a span that ends now began. Sums are kept by the hour, so it begins with one. */
export function periodStart(period: Period | "today", now: Date): string {
  const hour = Math.floor(now.getTime() / HOUR_MS) * HOUR_MS;
  const day = Math.floor(now.getTime() / DAY_MS) * DAY_MS;
  const starts = {
    today: day,
    "24h": hour - 23 * HOUR_MS,
    "7d": day - 6 * DAY_MS,
    "30d": day - 29 * DAY_MS,
    month: Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1),
  };
  return new Date(starts[period]).toISOString();
}
