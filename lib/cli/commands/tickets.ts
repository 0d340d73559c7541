import { randomUUID } from "node:crypto";
import {
  CreateTicket,
  Ticket,
  TicketDetail,
  TicketId,
  type TicketSummary,
  TicketsPage,
  TicketsQuery,
  TransitionTicket,
  UpdateTicket,
} from "@/lib/work/schema";
import { UsageError } from "@/lib/worker/usage-error";
import { type Command, flag, required, value, values } from "../command";
import { given, parseId, parseInput, textOrFile } from "../input";
import { type Column, instant, type Output } from "../output";
import { showList } from "../pages";

const COLUMNS: Column<TicketSummary>[] = [
  { name: "id", of: (ticket) => ticket.id },
  { name: "status", of: (ticket) => ticket.status },
  { name: "phase", of: (ticket) => ticket.phase },
  { name: "priority", of: (ticket) => ticket.priority },
  { name: "tasks", of: ({ taskCounts }) => Object.values(taskCounts).reduce((sum, count) => sum + count, 0) },
  { name: "created", of: (ticket) => instant(ticket.createdAt) },
  { name: "title", of: (ticket) => ticket.title },
];

export const ticketsList: Command = {
  words: "tickets list",
  summary: "Tickets, newest first",
  isPaged: true,
  options: {
    project: value("Of this project", "prj_…"),
    phase: value("In this phase"),
    status: value("open, done or abandoned"),
    priority: value("Of this priority"),
    q: value("With these words in the title", "words"),
  },
  run: (invocation) => {
    const names = ["project", "phase", "status", "priority", "q"];
    const query = Object.fromEntries(names.map((name) => [name, invocation.options.text(name)]));
    const list = { path: "/tickets", schema: TicketsQuery, reply: TicketsPage, columns: COLUMNS };
    return showList(invocation, { ...list, query });
  },
};

export const ticketsShow: Command = {
  words: "tickets show",
  summary: "A ticket with the history of its phases",
  args: ["<ticket>"],
  async run({ args, call, out, signal }) {
    const id = parseId(TicketId, "ticket", args[0]);
    const ticket = await call({ method: "GET", path: `/tickets/${id}`, reply: TicketDetail, signal });
    if (out.isJson) return void out.json(ticket);
    showTicket(out, ticket);
    if (ticket.history.length === 0) return undefined;
    out.heading("Phases");
    out.table(ticket.history, [
      { name: "at", of: ({ at }) => instant(at) },
      { name: "from", of: ({ from }) => from },
      { name: "to", of: ({ to }) => to },
      { name: "reason", of: ({ reason }) => reason },
    ]);
    return undefined;
  },
};

const CONTENT = {
  title: value("What it is about"),
  description: value("More about it"),
  "description-file": value("A file with more about it; - for stdin", "path"),
  priority: value("CRITICAL, HIGH, MEDIUM or LOW"),
};

export const ticketsCreate: Command = {
  words: "tickets create",
  summary: "Adds a ticket to a project",
  options: {
    project: required(value("Its project", "prj_…")),
    ...CONTENT,
    title: required(CONTENT.title),
    phase: value("Default: BACKLOG"),
    "idempotency-key": value("Sent again with the same key, it is created once", "key"),
  },
  async run({ call, options, out, signal }) {
    const file = options.text("description-file");
    const input = given({
      projectId: options.text("project"),
      title: options.text("title"),
      description: textOrFile(options.text("description"), file, "description"),
      phase: options.text("phase"),
      priority: options.text("priority"),
    });
    const body = parseInput(CreateTicket, input, { projectId: "project" });
    const idempotencyKey = options.text("idempotency-key") ?? randomUUID();
    const ticket = await call({
      method: "POST",
      path: "/tickets",
      body,
      reply: Ticket,
      idempotencyKey,
      signal,
    });
    out.answer(ticket, ticket.id);
    return undefined;
  },
};

export const ticketsEdit: Command = {
  words: "tickets edit",
  summary: "Changes what is given, and nothing else",
  args: ["<ticket>"],
  options: { ...CONTENT, status: value("open, done or abandoned") },
  async run({ args, call, options, out, signal }) {
    const id = parseId(TicketId, "ticket", args[0]);
    const file = options.text("description-file");
    const input = given({
      title: options.text("title"),
      description: textOrFile(options.text("description"), file, "description"),
      priority: options.text("priority"),
      status: options.text("status"),
    });
    if (Object.keys(input).length === 0)
      throw new UsageError("Say what to change, for example with --title.");
    const body = parseInput(UpdateTicket, input);
    const ticket = await call({ method: "PATCH", path: `/tickets/${id}`, body, reply: Ticket, signal });
    if (out.isJson) out.json(ticket);
    else showTicket(out, ticket);
    return undefined;
  },
};

export const ticketsMove: Command = {
  words: "tickets move",
  summary: "Moves a ticket to another phase",
  args: ["<ticket>"],
  options: {
    phase: required(value("Where to")),
    reason: required(value("Why; the history keeps it")),
    criterion: values("A criterion of its present phase that is met; may be repeated", "id"),
    force: flag("Although something is missing; the history keeps that too"),
  },
  async run({ args, call, options, out, signal }) {
    const id = parseId(TicketId, "ticket", args[0]);
    const input = given({
      phase: options.text("phase"),
      reason: options.text("reason"),
      criteriaMet: options.list("criterion"),
      force: options.flag("force") || undefined,
    });
    const body = parseInput(TransitionTicket, input, { criteriaMet: "criterion" });
    const path = `/tickets/${id}/transition`;
    const ticket = await call({ method: "POST", path, body, reply: Ticket, signal });
    if (out.isJson) out.json(ticket);
    else showTicket(out, ticket);
    return undefined;
  },
};

function showTicket(out: Output, ticket: Ticket): void {
  out.facts([
    ["id", ticket.id],
    ["title", ticket.title],
    ["status", ticket.status],
    ["phase", ticket.phase],
    ["priority", ticket.priority],
    ["project", ticket.projectId],
    ["created", instant(ticket.createdAt)],
    ["description", ticket.description],
  ]);
}
