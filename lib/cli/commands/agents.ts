import { Agent, AgentId, AgentsPage, AgentsQuery, QuarantineAgent } from "@/lib/work/schema";
import { type Command, flag, type Invocation, required, value } from "../command";
import { given, parseId, parseInput } from "../input";
import { type Column, instant, type Output } from "../output";
import { showList } from "../pages";

const COLUMNS: Column<Agent>[] = [
  { name: "id", of: (agent) => agent.id },
  { name: "status", of: (agent) => agent.status },
  { name: "load", of: (agent) => `${agent.load}/${agent.capacity}` },
  { name: "model", of: (agent) => agent.model },
  { name: "host", of: (agent) => agent.host },
  { name: "heard of", of: (agent) => instant(agent.lastHeartbeatAt) },
  { name: "name", of: (agent) => agent.name },
];

export const agentsList: Command = {
  words: "agents list",
  summary: "Agents, newest first",
  isPaged: true,
  options: {
    project: value("Of this project", "prj_…"),
    q: value("With these words in the name", "words"),
    status: value("Of one of these statuses, separated by commas", "status,…"),
    retired: flag("Also those that are retired"),
  },
  run: (invocation) => {
    const { options } = invocation;
    const query = { project: options.text("project"), q: options.text("q"), status: options.text("status") };
    const retired = options.flag("retired") ? { includeRetired: "true" } : {};
    const list = { path: "/agents", schema: AgentsQuery, reply: AgentsPage, columns: COLUMNS };
    return showList(invocation, { ...list, query: { ...query, ...retired } });
  },
};

export const agentsShow: Command = {
  words: "agents show",
  summary: "An agent",
  args: ["<agent>"],
  async run({ args, call, out, signal }) {
    const id = parseId(AgentId, "agent", args[0]);
    show(out, await call({ method: "GET", path: `/agents/${id}`, reply: Agent, signal }));
    return undefined;
  },
};

export const agentsDrain: Command = {
  words: "agents drain",
  summary: "Gives an agent no new tasks; with its last one it ends",
  args: ["<agent>"],
  run: (invocation) => act(invocation, "drain", {}),
};

export const agentsQuarantine: Command = {
  words: "agents quarantine",
  summary: "Gives an agent no new tasks until it is reinstated",
  args: ["<agent>"],
  options: { reason: required(value("Why; everybody sees it")) },
  run: (invocation) => {
    const input = given({ reason: invocation.options.text("reason") });
    return act(invocation, "quarantine", parseInput(QuarantineAgent, input));
  },
};

export const agentsReinstate: Command = {
  words: "agents reinstate",
  summary: "Ends an agent's quarantine",
  args: ["<agent>"],
  run: (invocation) => act(invocation, "reinstate", {}),
};

async function act({ args, call, out, signal }: Invocation, verb: string, body: unknown): Promise<undefined> {
  const id = parseId(AgentId, "agent", args[0]);
  show(out, await call({ method: "POST", path: `/agents/${id}/${verb}`, body, reply: Agent, signal }));
}

function show(out: Output, agent: Agent): void {
  if (out.isJson) {
    out.json(agent);
    return;
  }
  const labels = Object.entries(agent.labels).map(([name, label]) => `${name}=${label}`);
  out.facts([
    ["id", agent.id],
    ["name", agent.name],
    ["status", agent.status],
    ["reason", agent.statusReason],
    ["until", agent.statusUntil && instant(agent.statusUntil)],
    ["load", `${agent.load} of ${agent.capacity}`],
    ["model", agent.model],
    ["capabilities", agent.capabilities.join(", ")],
    ["phases", agent.phaseAffinity.join(", ")],
    ["labels", labels.join(", ")],
    ["host", agent.host],
    ["project", agent.projectId],
    ["heard of", instant(agent.lastHeartbeatAt)],
  ]);
}
