import { PageQuery } from "@/lib/platform/schema";
import {
  Host,
  HostId,
  HostRequest,
  HostRequestId,
  HostRequestsPage,
  HostsPage,
  HostsQuery,
  StartAgent,
} from "@/lib/work/schema";
import { type Command, flag, type Invocation, required, value } from "../command";
import { given, parseId, parseInput } from "../input";
import { type Column, instant, type Output } from "../output";
import { showList } from "../pages";

const HOSTS: Column<Host>[] = [
  { name: "id", of: (host) => host.id },
  { name: "status", of: (host) => host.status },
  { name: "load", of: (host) => `${host.load}/${host.agentsMax}` },
  { name: "templates", of: (host) => host.templates.map(({ name }) => name).join(",") },
  { name: "heard of", of: (host) => instant(host.lastHeartbeatAt) },
  { name: "name", of: (host) => host.name },
];

const REQUESTS: Column<HostRequest>[] = [
  { name: "id", of: (request) => request.id },
  { name: "status", of: (request) => request.status },
  { name: "template", of: (request) => request.template },
  { name: "agent", of: (request) => request.agentId },
  { name: "asked", of: (request) => instant(request.createdAt) },
  { name: "ended", of: (request) => instant(request.endedAt) },
  { name: "why", of: (request) => request.detail ?? request.reason },
];

export const hostsList: Command = {
  words: "hosts list",
  summary: "Runner hosts, newest first",
  isPaged: true,
  options: { project: value("Of this project", "prj_…"), retired: flag("Also those that are retired") },
  run: (invocation) => {
    const { options } = invocation;
    const retired = options.flag("retired") ? { includeRetired: "true" } : {};
    const list = { path: "/hosts", schema: HostsQuery, reply: HostsPage, columns: HOSTS };
    return showList(invocation, { ...list, query: { project: options.text("project"), ...retired } });
  },
};

export const hostsRequests: Command = {
  words: "hosts requests",
  summary: "What a host was asked for, newest first",
  args: ["<host>"],
  isPaged: true,
  run: (invocation) => {
    const path = `/hosts/${parseId(HostId, "host", invocation.args[0])}/requests`;
    const list = { path, schema: PageQuery, reply: HostRequestsPage, columns: REQUESTS };
    return showList(invocation, { ...list, query: {} });
  },
};

export const hostsStart: Command = {
  words: "hosts start",
  summary: "Asks a host to start an agent; prints the request's id",
  args: ["<host>"],
  options: {
    template: required(value("One of the host's templates", "name")),
    reason: required(value("Why; everybody sees it")),
    "expires-in": value("How long the host may take; default: 600", "seconds"),
    "idempotency-key": value("The same key again asks for nothing new"),
  },
  async run({ args, call, options, out, signal }) {
    const host = parseId(HostId, "host", args[0]);
    const input = given({
      template: options.text("template"),
      reason: options.text("reason"),
      expiresInSeconds: options.number("expires-in"),
    });
    const body = parseInput(StartAgent, input, { expiresInSeconds: "expires-in" });
    const key = given({ idempotencyKey: options.text("idempotency-key") });
    const path = `/hosts/${host}/requests`;
    const request = await call({ method: "POST", path, body, reply: HostRequest, signal, ...key });
    out.answer(request, request.id);
    return undefined;
  },
};

export const hostsCancel: Command = {
  words: "hosts cancel",
  summary: "Takes back a request that the host has not accepted",
  args: ["<host>", "<request>"],
  async run({ args, call, out, signal }) {
    const host = parseId(HostId, "host", args[0]);
    const id = parseId(HostRequestId, "request", args[1]);
    const path = `/hosts/${host}/requests/${id}/cancel`;
    const request = await call({ method: "POST", path, body: {}, reply: HostRequest, signal });
    out.answer(request, request.status);
    return undefined;
  },
};

export const hostsDrain: Command = {
  words: "hosts drain",
  summary: "Has a host drain its agents; with the last it ends",
  args: ["<host>"],
  run: drain,
};

async function drain({ args, call, out, signal }: Invocation): Promise<undefined> {
  const id = parseId(HostId, "host", args[0]);
  show(out, await call({ method: "POST", path: `/hosts/${id}/drain`, body: {}, reply: Host, signal }));
}

function show(out: Output, host: Host): void {
  if (out.isJson) {
    out.json(host);
    return;
  }
  out.facts([
    ["id", host.id],
    ["name", host.name],
    ["status", host.status],
    ["agents", `${host.load} of ${host.agentsMax}`],
  ]);
}
