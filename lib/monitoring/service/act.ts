// What people do with alerts: each act is conditional, and stands in the audit trail.
import * as audit from "@/lib/platform/audit/service";
import { type Actor, requireScope, seenBy } from "@/lib/platform/auth/actor";
import { type Tx, transact } from "@/lib/platform/db/transact";
import { AppError } from "@/lib/platform/errors";
import { publish } from "@/lib/platform/events/service";
import type { AcknowledgeAlert, Alert, EscalateAlert, ResolveAlert, SilenceAlert } from "../schema";
import type { AlertRow } from "../store/alerts";
import * as store from "../store/changes";
import { lockAlert } from "../store/list";
import { escalate } from "./escalate";
import { alertEvent, resolve } from "./raise";
import { toAlert } from "./reply";

/** Says that somebody looks after it: the watchdog then leaves it to them. Throws `invalid_state` when somebody does. */
export async function acknowledgeAlert(actor: Actor, id: string, input: AcknowledgeAlert): Promise<Alert> {
  return act(actor, id, "alert.acknowledge", input.note, async (tx, before) => {
    const row = await store.markAcknowledged(tx, id, actor);
    if (!row) throw already(before, `acknowledged by ${before.acknowledgedByName ?? "somebody"} already`);
    await publish(tx, actor, alertEvent("alert.acknowledged", row, { note: input.note ?? null }));
    return row;
  });
}

/** Keeps it quiet for a time; it is counted all the same, and raised again afterwards if it lives then. */
export async function silenceAlert(actor: Actor, id: string, input: SilenceAlert): Promise<Alert> {
  return act(actor, id, "alert.silence", input.note, async (tx, before) => {
    const row = await store.markSilenced(tx, id, actor, input.seconds);
    if (!row) throw already(before, "resolved already");
    const until = row.silencedUntil?.toISOString();
    await publish(tx, actor, alertEvent("alert.silenced", row, { until, note: input.note ?? null }));
    return row;
  });
}

/** Calls for somebody with more authority. Throws `invalid_state` when it was escalated already. */
export async function escalateAlert(actor: Actor, id: string, input: EscalateAlert): Promise<Alert> {
  return act(actor, id, "alert.escalate", input.reason, async (tx, before) => {
    const row = await escalate(tx, actor, id, input.reason);
    if (!row) throw already(before, `escalated by ${before.escalatedByName ?? "somebody"} already`);
    return row;
  });
}

/** Says that it is over, and why. While its condition holds it comes back. */
export async function resolveAlert(actor: Actor, id: string, input: ResolveAlert): Promise<Alert> {
  return act(actor, id, "alert.resolve", input.note, async (tx, before) => {
    const [row] = await resolve(tx, actor, [id], input.note);
    if (!row) throw already(before, "resolved already");
    return row;
  });
}

type Change = (tx: Tx, before: AlertRow) => Promise<AlertRow>;

async function act(
  actor: Actor,
  id: string,
  name: string,
  reason: string | undefined,
  change: Change,
): Promise<Alert> {
  requireScope(actor, "alerts:act");
  return transact(name, async (tx) => {
    const before = seenBy(actor, "alert", await lockAlert(tx, id));
    if (before.state === "resolved") throw already(before, "resolved already");
    const row = await change(tx, before);
    const { rule, title, entity, projectId, silencedUntil } = row;
    await audit.append(tx, {
      actor,
      act: name,
      entity: id,
      projectId,
      ...(reason ? { reason } : {}),
      detail: {
        rule,
        title,
        about: entity,
        ...(silencedUntil ? { until: silencedUntil.toISOString() } : {}),
      },
    });
    return toAlert(row);
  });
}

function already({ state }: AlertRow, words: string): AppError {
  return new AppError("invalid_state", `This alert is ${words}.`, { facts: { state } });
}
