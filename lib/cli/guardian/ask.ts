// One intervention, looked at first or asked for.
import { randomUUID } from "node:crypto";
import type { z } from "zod";
import {
  type ActionType,
  GuardianAction,
  Intervention,
  type PlanPreview,
  PlanPreview as PlanPreviewReply,
  PreviewIntervention,
  TTL_SECONDS_MAX,
} from "@/lib/guardian/schema";
import { UsageError } from "@/lib/worker/usage-error";
import { flag, type Invocation, type OptionSpec, required, value } from "../command";
import { given, parseInput, readSeconds } from "../input";
import type { Output } from "../output";
import { settle, WAIT_OPTIONS } from "./outcome";

export const ASK_OPTIONS: Record<string, OptionSpec> = {
  reason: required(value("Why; everybody sees it, and it is on the record; not needed with --preview")),
  for: value("How long it lasts, 10s to 1d; default: 1h", "time"),
  preview: flag("Show what it would do and whether somebody must approve it; nothing is done"),
  ask: flag("Have a person approve it first, also where nobody must"),
  alert: value("The alert that it answers", "alrt_…"),
  wait: flag("Wait until a person has decided and it is carried out"),
  ...WAIT_OPTIONS,
  "idempotency-key": value("The same key again does nothing new", "key"),
};

/** Said by every intervention's help. */
export const ASK_NOTES = `Prints the id of the intervention; what became of it goes to stderr and into the exit code. Needs a key with
guardian:act: of GUARDIAN authority it is carried out at once, unless a person must approve it; of WATCHDOG or MONITOR
authority it is a proposal. Only people approve, reject, extend and act before an approval (break-glass), in the
browser: no key ever does.`;

interface Wanted {
  type: ActionType;
  /** The body of its own route. */
  schema: z.ZodType;
  act: Record<string, unknown>;
  /** Fields whose option has another name. */
  optionOf?: Record<string, string>;
}

/** Shows the plan, or asks for the intervention and tells what became of it. */
export async function ask(invocation: Invocation, wanted: Wanted): Promise<number | undefined> {
  const { call, options, signal, out } = invocation;
  const { type, schema, act } = wanted;
  const optionOf = { expiresInSeconds: "for", alertId: "alert", ...wanted.optionOf };
  const asked = given({
    expiresInSeconds: readSeconds(options, "for", TTL_SECONDS_MAX),
    approval: options.flag("ask") ? "ask" : undefined,
  });
  if (options.text("timeout") !== undefined && !options.flag("wait"))
    throw new UsageError("--timeout goes with --wait.");
  if (options.flag("preview")) {
    if (options.flag("wait")) throw new UsageError("Give either --preview or --wait.");
    const intervention = parseInput(Intervention, { type, ...act }, optionOf);
    const body = parseInput(PreviewIntervention, { intervention, ...asked }, optionOf);
    const path = "/guardian/preview";
    const preview = await call({ method: "POST", path, body, reply: PlanPreviewReply, signal });
    if (out.isJson) out.json(preview);
    else showPreview(out, preview);
    return undefined;
  }
  const reason = given({ reason: options.text("reason"), alertId: options.text("alert") });
  const body = parseInput(schema, { ...act, ...asked, ...reason }, optionOf);
  const idempotencyKey = options.text("idempotency-key") ?? randomUUID();
  const path = `/guardian/intervention/${type.replace("_", "-")}`;
  const reply = GuardianAction;
  const action = await call({ method: "POST", path, body, reply, idempotencyKey, signal });
  if (!out.isJson) out.line(action.id);
  return settle(invocation, action, { waits: options.flag("wait") });
}

const OUTCOMES: Record<PlanPreview["outcome"], string> = {
  executes: "is done at once",
  asks_approval: "waits until a person approves it",
  proposes: "is proposed: this key's authority is not enough, a person decides",
};

function showPreview(out: Output, { plan, outcome, planHash }: PlanPreview): void {
  const { stops, holds, slots, costUsd } = plan.impact;
  out.facts([
    ["target", plan.label],
    ["asked for, it", OUTCOMES[outcome]],
    ["approval", plan.needsApproval.join(" ")],
    ["running attempts it ends", stops],
    ["waiting tasks it holds", holds],
    ["slots that move", slots || null],
    ["cost so far of what ends", stops > 0 ? `$${costUsd}` : null],
    ["lasts", plan.expiresInSeconds === null ? null : `${plan.expiresInSeconds} s`],
    ["plan", planHash],
  ]);
  out.heading("Effects");
  for (const { label } of plan.effects) out.line(label);
  for (const warning of plan.warnings) out.remark(warning);
}
