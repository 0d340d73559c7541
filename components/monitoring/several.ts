// One act on several alerts: each is one request, so that what cannot be done to one is done to the others.
import type { Alert } from "@/lib/monitoring/schema";

/** Does it to each; throws the first refusal when all were tried. Sent again, what was done is not done twice. */
export async function forEach(
  alerts: readonly Pick<Alert, "id">[],
  key: string,
  act: (id: string, key: string) => Promise<Alert>,
): Promise<void> {
  const refusals: unknown[] = [];
  for (const { id } of alerts) await act(id, `${key}-${id}`).catch((error: unknown) => refusals.push(error));
  if (refusals.length > 0) throw refusals[0];
}

/** `Alert silenced`, `3 alerts silenced` */
export function countedAlerts(count: number, done: string): string {
  return count === 1 ? `Alert ${done}` : `${count} alerts ${done}`;
}

const TITLES_SHOWN = 3;

/** The titles of the first few. */
export function titleOf(alerts: readonly Pick<Alert, "title">[]): string {
  const rest = alerts.length - TITLES_SHOWN;
  const titles = alerts.slice(0, TITLES_SHOWN).map(({ title }) => title);
  return rest > 0 ? `${titles.join("; ")}; and ${rest} more` : titles.join("; ");
}
