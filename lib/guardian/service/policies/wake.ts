import { signalAfterCommit, type Tx } from "@/lib/platform/db/transact";
import type { EventRecord } from "@/lib/platform/events/schema";
import { beginMatches } from "../../store/policies/matches";
import { listActive } from "../../store/policies/policies";
import { compiledOf } from "./compiled";

/** What the clock of the policies is woken by, in whichever replica. */
export const WAKE_TOPIC = "guardian.policies";

/** Notes what events are about for the policies that they trigger, and has all policies looked at now. */
export async function wakePolicies(tx: Tx, events: readonly EventRecord[]): Promise<void> {
  const triggers = (await listActive(tx)).flatMap((row) => {
    const { alert, event } = compiledOf(row).document.trigger;
    return [{ policy: row.name, alert, event }];
  });
  const armed = triggers.flatMap(({ policy, event }) =>
    events
      .filter(({ type }) => type === event)
      .flatMap(idsOf)
      .map((subject) => ({ policy, subject })),
  );
  const isAwaited = triggers.some(
    ({ alert }) => alert && events.some(({ payload }) => payload.rule === alert),
  );
  if (armed.length === 0 && !isAwaited) return;
  await beginMatches(tx, armed);
  signalAfterCommit(tx, { topic: WAKE_TOPIC, id: "" });
}

/** An alert's event is about the alert, and about what that is about. */
function idsOf({ entity, payload }: EventRecord): string[] {
  return [entity, ...(typeof payload.entity === "string" ? [payload.entity] : [])];
}
