// A queue that is too long, and the rule that says so.
import type { Alert } from "@/lib/monitoring/schema";
import { aTicket } from "../../support/makers";
import { change } from "../../support/sql";
import { createAll } from "../../work/support/acts";
import { evaluate, rulesOf } from "./alerts";

/** A rule that finds more than two tasks waiting; `own` are further keys of it. */
export const queueRule = (own = "") =>
  rulesOf(`
rules:
  - name: queue_long
    title: "{queue.pending} wait"
    when: { metric: queue.pending, above: 2 }
    severity: warning
    routes: [ops]
    clear_for: 60s
    ${own}
`);

export async function wait(count: number): Promise<void> {
  const ticket = await aTicket();
  await createAll(
    ticket,
    Array.from({ length: count }, () => ({})),
  );
}

export const emptyQueue = () =>
  change`UPDATE tasks SET state = 'cancelled', finished_at = now() WHERE finished_at IS NULL`;

/** Nothing waits, and nothing is wrong. */
export async function allQuiet(): Promise<void> {
  await emptyQueue();
  await change`DELETE FROM alerts`;
  await change`DELETE FROM alert_conditions`;
}

/** The alert of a queue that is too long. */
export async function raised(rules = queueRule()): Promise<Alert> {
  await wait(3);
  const [alert] = await evaluate(rules);
  if (!alert) throw new Error("Nothing was raised.");
  return alert;
}
