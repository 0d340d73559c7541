// The six interventions, as a terminal asks for them.
import {
  AskCancelTask,
  AskOverridePriority,
  AskPause,
  AskQuarantineAgent,
  AskReallocate,
  AskReplaceAgent,
} from "@/lib/guardian/schema";
import { AgentId, HoldScope, ReservationScope, TaskId } from "@/lib/work/schema";
import { UsageError } from "@/lib/worker/usage-error";
import { type Command, flag, required, value, values } from "../command";
import { ASK_NOTES, ASK_OPTIONS, ask } from "../guardian/ask";
import { given, parseId } from "../input";
import { HOLD_KINDS, readScope, SERVED_KINDS, scopeOptions } from "../scope";

const notes = ASK_NOTES;

export const guardianPause: Command = {
  words: "guardian pause",
  summary: "Stops claims in a scope for a time",
  options: {
    ...scopeOptions(HOLD_KINDS),
    "stop-running": flag("Stop what runs there as well; it goes back to the queue"),
    staged: flag("Reverted, it comes back in stages: a tenth, half, all"),
    ...ASK_OPTIONS,
  },
  notes,
  run: (invocation) => {
    const { options } = invocation;
    const scope = readScope(options, HoldScope, HOLD_KINDS, "pause");
    const release = options.flag("staged") ? "staged" : undefined;
    const attempts = options.flag("stop-running") ? "cancel" : undefined;
    const act = given({ scope, release, attempts });
    return ask(invocation, { type: "pause", schema: AskPause, act });
  },
};

export const guardianCancel: Command = {
  words: "guardian cancel",
  summary: "Ends a task: a waiting one at once, a running one after its grace",
  args: ["<task>"],
  options: { grace: value("Time that a running one gets to stop", "seconds"), ...ASK_OPTIONS },
  notes,
  run: (invocation) => {
    const taskId = parseId(TaskId, "task", invocation.args[0]);
    const act = given({ taskId, graceSeconds: invocation.options.number("grace") });
    const optionOf = { graceSeconds: "grace" };
    return ask(invocation, { type: "cancel_task", schema: AskCancelTask, act, optionOf });
  },
};

export const guardianReallocate: Command = {
  words: "guardian reallocate",
  summary: "Has slots on lower work serve a higher scope from their next claim on",
  options: {
    ...scopeOptions(SERVED_KINDS),
    slots: required(value("So many slots, as far as they can be had", "n")),
    "slots-min": value("Do nothing with fewer; default: 1", "n"),
    "from-agent": values("Slots of this agent alone; may be repeated", "agent_…"),
    "from-below": value("Slots on work below this priority; default: below what is served", "priority"),
    preempt: flag("Stop running work of lower priority to have the slots now"),
    ...ASK_OPTIONS,
  },
  notes,
  run: (invocation) => {
    const { options } = invocation;
    const to = readScope(options, ReservationScope, SERVED_KINDS, "serve");
    const from = given({
      agentIds: options.list("from-agent"),
      priorityBelow: options.text("from-below"),
    });
    const slots = given({ min: options.number("slots-min"), max: options.number("slots") });
    const act = { from, to, slots, preempt: options.flag("preempt") };
    const optionOf = { from: "from-agent or --from-below" };
    return ask(invocation, { type: "reallocate", schema: AskReallocate, act, optionOf });
  },
};

export const guardianOverride: Command = {
  words: "guardian override",
  summary: "Has a task or a ticket count as of another priority for a time",
  args: ["<task or ticket>"],
  options: { priority: required(value("CRITICAL, HIGH, MEDIUM or LOW")), ...ASK_OPTIONS },
  notes,
  run: (invocation) => {
    const { args, options } = invocation;
    const act = given({ scope: readTarget(args[0]), priority: options.text("priority") });
    const optionOf = { scope: "<task or ticket>" };
    return ask(invocation, { type: "override_priority", schema: AskOverridePriority, act, optionOf });
  },
};

export const guardianQuarantine: Command = {
  words: "guardian quarantine",
  summary: "Gives an agent no tasks for a time",
  args: ["<agent>"],
  options: {
    "stop-running": flag("What it does now goes back to the queue; default: it finishes that"),
    ...ASK_OPTIONS,
  },
  notes,
  run: (invocation) => {
    const agentId = parseId(AgentId, "agent", invocation.args[0]);
    const attempts = invocation.options.flag("stop-running") ? "cancel" : undefined;
    const act = given({ agentId, attempts });
    return ask(invocation, { type: "quarantine_agent", schema: AskQuarantineAgent, act });
  },
};

export const guardianReplace: Command = {
  words: "guardian replace",
  summary: "Has a host start a new agent in the place of one, which gets no tasks",
  args: ["<agent>"],
  options: {
    host: value("Who starts it; default: its own host, or one with its capabilities", "host_…"),
    template: value("Default: its own, or one with its capabilities", "name"),
    ...ASK_OPTIONS,
  },
  notes,
  run: (invocation) => {
    const { args, options } = invocation;
    const agentId = parseId(AgentId, "agent", args[0]);
    const act = given({ agentId, hostId: options.text("host"), template: options.text("template") });
    const optionOf = { hostId: "host" };
    return ask(invocation, { type: "replace_agent", schema: AskReplaceAgent, act, optionOf });
  },
};

function readTarget(id: string | undefined): Record<string, string> {
  if (id?.startsWith("task_")) return { kind: "task", taskId: id };
  if (id?.startsWith("tkt_")) return { kind: "ticket", ticketId: id };
  throw new UsageError("<task or ticket>: Must be the id of a task or of a ticket.");
}
