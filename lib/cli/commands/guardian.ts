// Interventions on record: which there are, how they stand, and back again.
import { randomUUID } from "node:crypto";
import {
  ActionId,
  type ActionSummary,
  ActionsPage,
  ActionsQuery,
  GuardianAction,
  RejectAction,
  RevertInput,
  RevertReport,
} from "@/lib/guardian/schema";
import { type Command, flag, required, value } from "../command";
import { settle, WAIT_OPTIONS } from "../guardian/outcome";
import { given, parseId, parseInput } from "../input";
import { type Column, instant, type Output } from "../output";
import { showList } from "../pages";

const COLUMNS: Column<ActionSummary>[] = [
  { name: "id", of: (action) => action.id },
  { name: "status", of: (action) => action.status },
  { name: "type", of: (action) => action.actionType },
  { name: "target", of: (action) => action.targetLabel },
  { name: "by", of: (action) => action.initiatedBy.name },
  { name: "asked", of: (action) => instant(action.createdAt) },
  { name: "ends", of: (action) => instant(action.expiresAt) },
  { name: "reason", of: (action) => action.reason },
];

export const guardianList: Command = {
  words: "guardian list",
  summary: "Interventions, newest first",
  isPaged: true,
  options: {
    project: value("Of this project, and those of none", "prj_…"),
    status: value(
      "In one of these statuses, separated by commas: proposed ones wait for approval",
      "status,…",
    ),
    type: value("Of one of these types, separated by commas", "type,…"),
    target: value("About this task, agent, ticket or project", "id"),
    alert: value("Answering this alert", "alrt_…"),
    "in-force": flag("Only those of which something still lasts"),
  },
  run: (invocation) => {
    const { options } = invocation;
    const names = ["project", "status", "type", "target", "alert"];
    const query = Object.fromEntries(names.map((name) => [name, options.text(name)]));
    const inForce = options.flag("in-force") ? { inForce: "true" } : {};
    const list = { path: "/guardian/actions", schema: ActionsQuery, reply: ActionsPage, columns: COLUMNS };
    return showList(invocation, { ...list, query: { ...query, ...inForce } });
  },
};

export const guardianShow: Command = {
  words: "guardian show",
  summary: "An intervention: its plan, what it did, and its steps",
  args: ["<intervention>"],
  async run({ args, call, out, signal }) {
    const path = `/guardian/actions/${parseId(ActionId, "intervention", args[0])}`;
    const action = await call({ method: "GET", path, reply: GuardianAction, signal });
    if (out.isJson) out.json(action);
    else show(out, action);
    return undefined;
  },
};

export const guardianWait: Command = {
  words: "guardian wait",
  summary: "Waits until a person has decided and an intervention is carried out",
  args: ["<intervention>"],
  options: WAIT_OPTIONS,
  async run(invocation) {
    const { args, call, signal } = invocation;
    const path = `/guardian/actions/${parseId(ActionId, "intervention", args[0])}`;
    const action = await call({ method: "GET", path, reply: GuardianAction, signal });
    return settle(invocation, action, { waits: true });
  },
};

export const guardianRevert: Command = {
  words: "guardian revert",
  summary: "Takes an intervention back, effect by effect",
  args: ["<intervention>"],
  options: {
    reason: required(value("Why; everybody sees it, and it is on the record; not needed with --preview")),
    preview: flag("Show what would become of each effect; nothing is done"),
    "new-task": flag("Where a task cannot come back, create one like it in its place"),
  },
  async run({ args, call, options, out, signal }) {
    const path = `/guardian/actions/${parseId(ActionId, "intervention", args[0])}/revert`;
    const report = options.flag("preview")
      ? await call({ method: "GET", path, reply: RevertReport, signal })
      : await call({
          ...{ method: "POST", path, reply: RevertReport, signal, idempotencyKey: randomUUID() },
          body: parseInput(
            RevertInput,
            given({ reason: options.text("reason"), newTask: options.flag("new-task") }),
          ),
        });
    if (out.isJson) out.json(report);
    else
      out.table(report.effects, [
        { name: "outcome", of: ({ outcome }) => outcome },
        { name: "effect", of: ({ label }) => label },
        { name: "what becomes of it", of: ({ detail, refId }) => (refId ? `${detail} ${refId}` : detail) },
      ]);
    return undefined;
  },
};

export const guardianWithdraw: Command = {
  words: "guardian withdraw",
  summary: "Takes back a proposal of one's own that waits for approval",
  args: ["<intervention>"],
  options: { reason: required(value("Why")) },
  notes: "A person rejects what others have proposed, in the browser.",
  async run({ args, call, options, out, signal }) {
    const path = `/guardian/actions/${parseId(ActionId, "intervention", args[0])}/reject`;
    const body = parseInput(RejectAction, given({ reason: options.text("reason") }));
    const action = await call({ method: "POST", path, body, reply: GuardianAction, signal });
    out.answer(action, action.status);
    return undefined;
  },
};

function show(out: Output, action: GuardianAction): void {
  const { plan, approval, initiatedBy, approvedBy, effects, auditLog } = action;
  out.facts([
    ["id", action.id],
    ["status", action.status],
    ["type", action.actionType],
    ["target", action.targetLabel],
    ["reason", action.reason],
    ["asked by", initiatedBy.name],
    ["asked", instant(action.createdAt)],
    ["needs approval", approval?.reasons.join(" ")],
    ["decide by", action.status === "proposed" ? instant(approval?.expiresAt) : null],
    ["approved by", approvedBy?.name],
    ["policy", action.policy?.name],
    ["alert", action.alertId],
    ["ends", instant(action.expiresAt)],
    ["reverted", instant(action.revertedAt)],
    ["why not", action.failure ?? action.overtaken],
  ]);
  if (effects.length > 0) {
    out.heading("Effects");
    out.table(effects, [
      { name: "state", of: ({ state }) => state },
      { name: "effect", of: ({ label }) => label },
      { name: "what became of it", of: ({ detail }) => detail },
    ]);
  } else {
    out.heading("Would do");
    for (const { label } of plan.effects) out.line(label);
  }
  out.heading("Steps");
  out.table(auditLog, [
    { name: "at", of: ({ at }) => instant(at) },
    { name: "status", of: ({ status }) => status },
    { name: "by", of: ({ byName }) => byName },
    { name: "note", of: ({ note }) => note },
  ]);
}
