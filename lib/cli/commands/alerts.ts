import {
  AcknowledgeAlert,
  Alert,
  AlertDetail,
  AlertId,
  AlertsPage,
  AlertsQuery,
  EscalateAlert,
  ResolveAlert,
  SilenceAlert,
} from "@/lib/monitoring/schema";
import { type Command, type Invocation, required, value } from "../command";
import { given, parseId, parseInput, readSeconds } from "../input";
import { type Column, instant, type Output } from "../output";
import { showList } from "../pages";

const MONTH_SECONDS = 30 * 24 * 3600;

const COLUMNS: Column<Alert>[] = [
  { name: "id", of: (alert) => alert.id },
  { name: "state", of: (alert) => alert.state },
  { name: "severity", of: (alert) => alert.severity },
  { name: "rule", of: (alert) => alert.rule },
  { name: "since", of: (alert) => instant(alert.reopenedAt ?? alert.raisedAt) },
  { name: "title", of: (alert) => alert.title },
];

export const alertsList: Command = {
  words: "alerts list",
  summary: "Alerts that are not over, newest first",
  isPaged: true,
  options: {
    state: value("live, raised, acknowledged, silenced, resolved or all; default: live"),
    severity: value("info, warning or critical"),
    rule: value("Of this rule", "name"),
    entity: value("About this task, agent, budget …", "id"),
    project: value("Of this project", "prj_…"),
  },
  run: (invocation) => {
    const { options } = invocation;
    const names = ["severity", "rule", "entity", "project"];
    const query = Object.fromEntries(names.map((name) => [name, options.text(name)]));
    const asked = options.text("state") ?? "live";
    const state = asked === "all" ? undefined : asked;
    const list = { path: "/alerts", schema: AlertsQuery, reply: AlertsPage, columns: COLUMNS };
    return showList(invocation, { ...list, query: { ...query, state } });
  },
};

export const alertsShow: Command = {
  words: "alerts show",
  summary: "An alert, the facts it was raised with, and what the watchdog tried",
  args: ["<alert>"],
  async run({ args, call, out, signal }) {
    const path = `/alerts/${parseId(AlertId, "alert", args[0])}`;
    const alert = await call({ method: "GET", path, reply: AlertDetail, signal });
    if (out.isJson) return void out.json(alert);
    show(out, alert);
    if (alert.remedies.length === 0) return undefined;
    out.heading("Remedies");
    out.table(alert.remedies, [
      { name: "at", of: ({ at }) => instant(at) },
      { name: "kind", of: ({ kind }) => kind },
      { name: "outcome", of: ({ outcome }) => outcome },
      { name: "detail", of: ({ detail }) => detail },
    ]);
    return undefined;
  },
};

export const alertsAcknowledge: Command = {
  words: "alerts acknowledge",
  summary: "Says that somebody looks after an alert",
  args: ["<alert>"],
  options: { note: value("What is being done") },
  run: (invocation) => {
    const input = given({ note: invocation.options.text("note") });
    return act(invocation, "acknowledge", parseInput(AcknowledgeAlert, input));
  },
};

export const alertsSilence: Command = {
  words: "alerts silence",
  summary: "Keeps an alert quiet for a time",
  args: ["<alert>"],
  options: { for: required(value("How long, such as 30m or 2h; 30d at most", "time")), note: value("Why") },
  run: (invocation) => {
    const { options } = invocation;
    const seconds = readSeconds(options, "for", MONTH_SECONDS);
    const body = parseInput(SilenceAlert, given({ seconds, note: options.text("note") }), { seconds: "for" });
    return act(invocation, "silence", body);
  },
};

export const alertsResolve: Command = {
  words: "alerts resolve",
  summary: "Says that an alert is over, and why",
  args: ["<alert>"],
  options: { note: required(value("What ended it")) },
  run: (invocation) => {
    const input = given({ note: invocation.options.text("note") });
    return act(invocation, "resolve", parseInput(ResolveAlert, input));
  },
};

export const alertsEscalate: Command = {
  words: "alerts escalate",
  summary: "Calls for more authority about an alert",
  args: ["<alert>"],
  options: { reason: required(value("Why")) },
  run: (invocation) => {
    const input = given({ reason: invocation.options.text("reason") });
    return act(invocation, "escalate", parseInput(EscalateAlert, input));
  },
};

async function act({ args, call, out, signal }: Invocation, verb: string, body: unknown): Promise<undefined> {
  const path = `/alerts/${parseId(AlertId, "alert", args[0])}/${verb}`;
  const alert = await call({ method: "POST", path, body, reply: Alert, signal });
  if (out.isJson) out.json(alert);
  else show(out, alert);
}

function show(out: Output, alert: Alert): void {
  const by = (what: { at: string; name: string } | null) => what && `${what.name}, ${instant(what.at)}`;
  const { silenced, escalated, resolved } = alert;
  out.facts([
    ["id", alert.id],
    ["title", alert.title],
    ["state", alert.state],
    ["severity", alert.severity],
    ["rule", alert.rule],
    ["about", alert.entity],
    ["project", alert.projectId],
    ["raised", instant(alert.raisedAt)],
    ["came back", alert.reopenedAt && instant(alert.reopenedAt)],
    ["last found", instant(alert.lastSeenAt)],
    ["acknowledged", by(alert.acknowledged)],
    ["silenced", silenced && `until ${instant(silenced.until)} by ${silenced.name}`],
    ["escalated", escalated && `${by(escalated)}: ${escalated.reason}`],
    ["resolved", resolved && [by(resolved), resolved.note].filter(Boolean).join(": ")],
    ["facts", Object.keys(alert.facts).length > 0 ? JSON.stringify(alert.facts) : null],
  ]);
}
