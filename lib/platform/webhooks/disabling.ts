import * as audit from "../audit/service";
import { SYSTEM } from "../auth/actor";
import type { Tx } from "../db/transact";
import { publish } from "../events/service";
import { log } from "../log";
import type { DisabledReason } from "./schema";
import * as store from "./store/endpoints";

export const WHY_DISABLED = {
  gone: "The receiver answered 410 Gone.",
  failing: "Every attempt failed for days.",
} satisfies Partial<Record<DisabledReason, string>>;

/** Disables an endpoint by the control room itself; once, however many attempts come to it together. */
export async function endDisabled(tx: Tx, id: string, reason: keyof typeof WHY_DISABLED): Promise<void> {
  if (!(await store.disableEndpoint(tx, id, reason))) return;
  const webhook = await store.findEndpoint(tx, id);
  if (!webhook) return;
  const { name, projectId } = webhook;
  const note = { actor: SYSTEM, act: "webhook.disable", entity: id, projectId, reason: WHY_DISABLED[reason] };
  await audit.append(tx, { ...note, detail: { reason } });
  const payload = { name, reason };
  await publish(tx, SYSTEM, { type: "webhook.disabled", entity: id, projectId, payload });
  log().warn({ webhook: id, reason }, "a webhook was disabled");
}
