import { randomUUID } from "node:crypto";
import {
  CancelTask,
  CreateTask,
  RerunTask,
  shownState,
  Task,
  TaskDetail,
  TaskId,
  type TaskSummary,
  TasksPage,
  TasksQuery,
} from "@/lib/work/schema";
import { UsageError } from "@/lib/worker/usage-error";
import { type Command, flag, required, value, values } from "../command";
import { given, parseId, parseInput, textOrFile } from "../input";
import { type Column, instant, type Output } from "../output";
import { showList } from "../pages";

const COLUMNS: Column<TaskSummary>[] = [
  { name: "id", of: (task) => task.id },
  { name: "state", of: (task) => shownState(task) },
  { name: "priority", of: (task) => task.priority },
  { name: "phase", of: (task) => task.phase },
  { name: "agent", of: (task) => task.agentName },
  { name: "created", of: (task) => instant(task.createdAt) },
  { name: "title", of: (task) => task.title },
];

export const tasksList: Command = {
  words: "tasks list",
  summary: "Tasks, newest first",
  isPaged: true,
  options: {
    project: value("Of this project", "prj_…"),
    ticket: value("Of this ticket", "tkt_…"),
    agent: value("Held by this agent", "agent_…"),
    state: value("In one of these states, separated by commas; or blocked", "state,…"),
    priority: value("Of this priority"),
    blocked: flag("Only those that wait for others"),
    q: value("With these words in the title", "words"),
  },
  run: (invocation) => {
    const { options } = invocation;
    const names = ["project", "ticket", "agent", "priority", "q"];
    const query = Object.fromEntries(names.map((name) => [name, options.text(name)]));
    const { state, isBlocked } = readState(options.text("state"));
    const blocked = isBlocked || options.flag("blocked") ? { blocked: "true" } : {};
    const list = { path: "/tasks", schema: TasksQuery, reply: TasksPage, columns: COLUMNS };
    return showList(invocation, { ...list, query: { ...query, state, ...blocked } });
  },
};

export const tasksShow: Command = {
  words: "tasks show",
  summary: "A task with its attempts, artifacts and why it waits",
  args: ["<task>"],
  async run({ args, call, out, signal }) {
    const id = parseId(TaskId, "task", args[0]);
    const task = await call({ method: "GET", path: `/tasks/${id}`, reply: TaskDetail, signal });
    if (out.isJson) return void out.json(task);
    showTask(out, task);
    showParts(out, task);
  },
};

export const tasksCreate: Command = {
  words: "tasks create",
  summary: "Adds a task to a ticket",
  options: {
    ticket: required(value("Its ticket", "tkt_…")),
    title: required(value("What is to be done")),
    description: value("The prompt"),
    "description-file": value("A file with the prompt; - for stdin", "path"),
    type: value("Default: task"),
    phase: value("Default: the ticket's"),
    priority: value("CRITICAL, HIGH, MEDIUM or LOW; default: the ticket's"),
    capability: values("What its agent must be able to do; may be repeated"),
    "depends-on": values("A task that must be completed first; may be repeated", "task_…"),
    "on-dependency-failure": value("fail or ignore; default: fail"),
    timeout: value("The longest an attempt may take; default: 3600", "seconds"),
    deadline: value("Not finished by then it fails", "instant"),
    "max-attempts": value("Default: 3", "n"),
    "idempotency-key": value("Sent again with the same key, it is created once", "key"),
  },
  async run({ call, options, out, signal }) {
    const file = options.text("description-file");
    const input = given({
      ticketId: options.text("ticket"),
      title: options.text("title"),
      description: textOrFile(options.text("description"), file, "description"),
      type: options.text("type"),
      phase: options.text("phase"),
      priority: options.text("priority"),
      requiredCapabilities: options.list("capability"),
      dependsOn: options.list("depends-on"),
      onDependencyFailure: options.text("on-dependency-failure"),
      timeoutSeconds: options.number("timeout"),
      deadline: options.text("deadline"),
      maxAttempts: options.number("max-attempts"),
    });
    const names = { ticketId: "ticket", timeoutSeconds: "timeout", requiredCapabilities: "capability" };
    const body = parseInput(CreateTask, input, names);
    const idempotencyKey = options.text("idempotency-key") ?? randomUUID();
    const task = await call({ method: "POST", path: "/tasks", body, reply: Task, idempotencyKey, signal });
    out.answer(task, task.id);
    return undefined;
  },
};

export const tasksCancel: Command = {
  words: "tasks cancel",
  summary: "Ends a task, also a running one",
  args: ["<task>"],
  options: {
    reason: required(value("Why; the agent and the history get it")),
    grace: value("How long it may take to stop by itself", "seconds"),
  },
  async run({ args, call, options, out, signal }) {
    const id = parseId(TaskId, "task", args[0]);
    const input = given({ reason: options.text("reason"), graceSeconds: options.number("grace") });
    const body = parseInput(CancelTask, input, { graceSeconds: "grace" });
    const task = await call({ method: "POST", path: `/tasks/${id}/cancel`, body, reply: Task, signal });
    if (out.isJson) out.json(task);
    else showTask(out, task);
    return undefined;
  },
};

export const tasksRerun: Command = {
  words: "tasks rerun",
  summary: "A new task like an ended one",
  args: ["<task>"],
  options: { "description-file": value("Another prompt; - for stdin", "path") },
  async run({ args, call, options, out, signal }) {
    const id = parseId(TaskId, "task", args[0]);
    const description = textOrFile(undefined, options.text("description-file"), "description");
    const body = parseInput(RerunTask, given({ description }));
    const request = { method: "POST", path: `/tasks/${id}/rerun`, body, reply: Task, signal } as const;
    const task = await call({ ...request, idempotencyKey: randomUUID() });
    out.answer(task, task.id);
    return undefined;
  },
};

/** What lists print as `blocked` is no state of its own: the API has another filter for it. */
function readState(text: string | undefined): { state: string | undefined; isBlocked: boolean } {
  const states = text?.split(",").map((state) => state.trim()) ?? [];
  if (!states.includes("blocked")) return { state: text, isBlocked: false };
  if (states.length > 1) throw new UsageError("--state: blocked goes with no other state.");
  return { state: undefined, isBlocked: true };
}

function showTask(out: Output, task: Task): void {
  out.facts([
    ["id", task.id],
    ["title", task.title],
    ["state", shownState(task)],
    ["priority", task.priority],
    ["ticket", `${task.ticketId} ${task.ticketTitle}`],
    ["phase", task.phase],
    ["agent", task.agentName],
    ["attempts", `${task.attemptCount} of ${task.maxAttempts}`],
    ["created", instant(task.createdAt)],
    ["finished", instant(task.finishedAt)],
    ["cancel", task.cancel?.reason],
    ["error", task.error && `${task.error.kind}: ${task.error.message}`],
  ]);
  if (task.result) {
    out.heading("Result");
    out.raw(`${JSON.stringify(task.result, null, 2)}\n`);
  }
}

function showParts(out: Output, task: TaskDetail): void {
  for (const { detail } of task.waiting) out.remark(`Waits: ${detail}`);
  if (task.attempts.length > 0) {
    out.heading("Attempts");
    out.table(task.attempts, [
      { name: "no", of: ({ number }) => number },
      { name: "id", of: ({ id }) => id },
      { name: "agent", of: ({ agentName }) => agentName },
      { name: "outcome", of: ({ outcome }) => outcome ?? "running" },
      { name: "claimed", of: ({ claimedAt }) => instant(claimedAt) },
      { name: "ended", of: ({ endedAt }) => instant(endedAt) },
      { name: "cost", of: ({ usage }) => usage?.costUsd && `$${usage.costUsd}` },
    ]);
  }
  if (task.artifacts.length > 0) {
    out.heading("Artifacts");
    out.table(task.artifacts, [
      { name: "id", of: ({ id }) => id },
      { name: "type", of: ({ type }) => type },
      { name: "bytes", of: ({ sizeBytes }) => sizeBytes },
      { name: "name", of: ({ name }) => name },
    ]);
  }
}
