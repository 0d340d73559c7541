// What a policy does, as its text says it: interventions, with `subject` in the place of what the policy fired about.
import { z } from "zod";
import { Duration } from "@/lib/platform/duration";
import { AgentId, HostId, Priority, ProjectId, TaskId, TicketId } from "@/lib/work/schema";

/** Stands for what the policy fired about, or for what that belongs to: its ticket, its project, its agent. */
export const SUBJECT = "subject";

function orSubject<S extends z.ZodType<string>>(id: S, prefix: string) {
  return z.union([z.literal(SUBJECT), id], {
    error: `Must be \`${SUBJECT}\`, or an id that starts with "${prefix}_".`,
  });
}

const task = orSubject(TaskId, "task");
const ticket = orSubject(TicketId, "tkt");
const project = orSubject(ProjectId, "prj");
const agent = orSubject(AgentId, "agent");
const phase = z.string().min(1).max(64).describe("A phase's name, or `subject`.");

/** One key says what kind of scope it is. */
function oneOf<S extends z.ZodRawShape>(shape: S, names: readonly (keyof S & string)[]) {
  return z
    .strictObject(shape)
    .refine(
      (given) => names.filter((name) => (given as Record<string, unknown>)[name] !== undefined).length === 1,
      { error: `Must have exactly one of ${names.join(", ")}.` },
    );
}

const HoldScopeText = z.union(
  [
    z.literal("all"),
    oneOf(
      {
        ticket: ticket.optional(),
        phase: phase.optional(),
        priority_at_most: Priority.optional(),
        agent: agent.optional(),
        project: project.optional(),
      },
      ["ticket", "phase", "priority_at_most", "agent"],
    ),
    z.strictObject({ project }),
  ],
  {
    error:
      "Must be `all`, or have one of ticket, phase, priority_at_most, agent and project; project may stand beside phase and priority_at_most.",
  },
);

const ReservationScopeText = z.union(
  [
    oneOf(
      {
        ticket: ticket.optional(),
        phase: phase.optional(),
        priority_at_least: Priority.optional(),
        project: project.optional(),
      },
      ["ticket", "phase", "priority_at_least"],
    ),
    z.strictObject({ project }),
  ],
  {
    error:
      "Must have one of ticket, phase, priority_at_least and project; project may stand beside phase and priority_at_least.",
  },
);

export const PolicyAct = z.discriminatedUnion(
  "type",
  [
    z.strictObject({
      type: z.literal("cancel_task"),
      task: task.default(SUBJECT),
      grace: Duration(0, 3600).optional(),
    }),
    oneOf(
      {
        type: z.literal("override_priority"),
        task: task.optional(),
        ticket: ticket.optional(),
        priority: Priority,
      },
      ["task", "ticket"],
    ),
    z.strictObject({
      type: z.literal("reallocate"),
      from: z
        .strictObject({
          agents: z.array(AgentId).min(1).max(100).optional(),
          priority_below: Priority.optional(),
        })
        .default({}),
      to: ReservationScopeText.optional().describe("Default: the subject's ticket."),
      slots: z.strictObject({
        min: z.int().min(1).max(1000).default(1),
        max: z.int().min(1).max(1000),
        prefer: z.int().min(1).max(1000).optional(),
      }),
      preempt: z.boolean().default(false),
    }),
    z.strictObject({
      type: z.literal("pause"),
      scope: HoldScopeText,
      release: z.enum(["at_once", "staged"]).default("at_once"),
      attempts: z.enum(["finish", "cancel"]).default("finish"),
    }),
    z.strictObject({
      type: z.literal("quarantine_agent"),
      agent: agent.default(SUBJECT),
      attempts: z.enum(["finish", "cancel"]).default("finish"),
    }),
    z.strictObject({
      type: z.literal("replace_agent"),
      agent: agent.default(SUBJECT),
      host: orSubject(HostId, "host").optional(),
      template: z.string().min(1).max(64).optional(),
    }),
  ],
  {
    error:
      "Must be one of cancel_task, override_priority, reallocate, pause, quarantine_agent and replace_agent.",
  },
);
export type PolicyAct = z.infer<typeof PolicyAct>;
