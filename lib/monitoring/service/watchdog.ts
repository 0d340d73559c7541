// The watchdog: tries the remedies of rules, and escalates what they do not mend.
import * as audit from "@/lib/platform/audit/service";
import { read, type Tx, transact } from "@/lib/platform/db/transact";
import { AppError } from "@/lib/platform/errors";
import { publish } from "@/lib/platform/events/service";
import { newId } from "@/lib/platform/ids";
import { log } from "@/lib/platform/log";
import { alertRules } from "../rules/load";
import { nextStep } from "../rules/next-step";
import type { Rule, Ruleset } from "../rules/parse";
import type { RemedyKind, RemedyOutcome } from "../schema";
import type { AlertRow } from "../store/alerts";
import { lockAlert } from "../store/list";
import { takePass } from "../store/passes";
import * as store from "../store/remedies";
import { WATCHDOG } from "./actors";
import { escalate } from "./escalate";
import { carryOut, type Patient, whoGoverns } from "./remedies";

const WATCH_SECONDS = 15;

/** Looks after alerts, if it is time and no other replica does. */
export async function keepWatch(): Promise<void> {
  if (await transact("watchdog.take", (tx) => takePass(tx, "watchdog", WATCH_SECONDS))) await watchNow();
}

/** The same, whether it is time or not. Any replica may run it: each remedy has its number, and is tried once. */
export async function watchNow({ rules }: Ruleset = alertRules()): Promise<void> {
  const able = rules.filter(({ remedies }) => remedies.length > 0);
  if (able.length === 0) return;
  const names = able.map(({ name }) => name);
  for (const { id, rule: name } of await read((tx) => store.listMendable(tx, names))) {
    const rule = able.find((one) => one.name === name);
    if (rule)
      await mend(rule, id).catch((error: unknown) =>
        log().error({ err: error, alert: id }, "a remedy failed oddly"),
      );
  }
}

/** What could not be done leaves no trace but the note that says so. */
async function mend(rule: Rule, id: string): Promise<void> {
  try {
    await transact("watchdog.remedy", (tx) => takeStep(tx, rule, id, null));
  } catch (error) {
    if (!(error instanceof AppError) || error.code === "unavailable") throw error;
    await transact("watchdog.refused", (tx) => takeStep(tx, rule, id, error.message));
  }
}

/** `refusal`: why the remedy that is next could not be done a moment ago. */
async function takeStep(tx: Tx, rule: Rule, id: string, refusal: string | null): Promise<void> {
  const alert = await lockAlert(tx, id);
  if (!alert?.entity || alert.state === "resolved" || alert.acknowledgedAt || alert.escalatedAt) return;
  const all = await store.listPast(tx, id);
  const past = all.filter(({ isOfNow }) => isOfNow);
  const step = nextStep(rule, past);
  if (step.do === "wait") return;
  if (step.do === "escalate") {
    await escalate(tx, WATCHDOG, id, step.reason);
    return;
  }
  if (await store.wasDoneLately(tx, alert.entity, step.kind, rule.coolDownSeconds)) return;
  const isOurs = all.some(({ kind, outcome }) => kind === "restart_agent" && outcome === "done");
  const patient = {
    entity: alert.entity,
    reason: `Watchdog: ${alert.title}`.slice(0, 500),
    isOurs,
    asideSeconds: rule.asideSeconds,
  };
  const number = (all[0]?.number ?? 0) + 1;
  await note(tx, alert, number, step.kind, await attempt(tx, step.kind, patient, refusal));
}

interface Result {
  outcome: RemedyOutcome;
  detail: string;
}

async function attempt(tx: Tx, kind: RemedyKind, patient: Patient, refusal: string | null): Promise<Result> {
  const governor = await whoGoverns(tx, patient);
  if (governor !== null) return { outcome: "held", detail: `Left alone: ${governor}` };
  if (refusal !== null) return { outcome: "refused", detail: refusal };
  return { outcome: "done", detail: await carryOut(tx, kind, patient) };
}

/** The row and the event of one remedy, and the audit entry of one that was done. */
async function note(
  tx: Tx,
  alert: AlertRow,
  number: number,
  kind: RemedyKind,
  { outcome, detail }: Result,
): Promise<void> {
  const { id: alertId, rule, severity, title, projectId, labels } = alert;
  const entity = alert.entity ?? "";
  const remedy = { id: newId("wdr"), alertId, number, rule, entity, projectId, kind, outcome, detail };
  await store.insertRemedy(tx, remedy);
  const payload = { rule, severity, title, entity, labels, number, kind, outcome, detail };
  await publish(tx, WATCHDOG, { type: "watchdog.remedy_tried", entity: alertId, projectId, payload });
  if (outcome !== "done") return;
  const act = `watchdog.${kind}`;
  await audit.append(tx, {
    actor: WATCHDOG,
    act,
    entity,
    projectId,
    reason: title,
    detail: { alertId, detail },
  });
}
