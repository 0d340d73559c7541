// `omoios-host.yaml`: which agents a host can start, and how.
import { readFileSync } from "node:fs";
import { z } from "zod";
import { CAPACITY_MAX, HOST_AGENTS_MAX, ProjectId } from "@/lib/work/schema";
import { PROFILE_NAMES } from "../profiles/profile";
import { UsageError } from "../usage-error";
import { parseYaml, YamlError } from "../yaml-file";

const text = (max: number) => z.string("Must be a text.").trim().min(1, "Must not be empty.").max(max);
const flag = z.boolean("Must be true or false.");
const words = z.array(text(64), "Must be a list of words.").max(64);

const Worktrees = z.strictObject({
  repository: text(1000).optional(),
  base: text(250).optional(),
  push: flag.default(false),
  keep: z
    .enum(["failed", "all", "none"], { error: "Must be failed, all or none." })
    .default("failed")
    .describe("Which directories stay for a week."),
});

const whole = (max: number) =>
  z
    .number("Must be a whole number.")
    .refine(Number.isSafeInteger, { error: "Must be a whole number." })
    .min(1, "Must be at least 1.")
    .max(max, `Must be at most ${max}.`);

const Value = z.union([z.string(), z.number(), z.boolean()], { error: "Must be a text." }).transform(String);

const Variables = z
  .record(z.string(), Value, { error: "Must be variables and their values." })
  .superRefine((variables, context) => {
    for (const name of Object.keys(variables)) {
      const isName = /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);
      if (isName && !name.startsWith("OMOI_")) continue;
      const message = isName ? "OMOI_ variables are the runner's own." : "Is no name of a variable.";
      context.addIssue({ code: "custom", path: [name], message });
    }
  });

/** One kind of agent; its keys are the options of `omoios worker`. */
export const Template = z.strictObject({
  name: text(64).regex(/^[\w.-]+$/, "Must have only letters, digits, dots, dashes and underscores."),
  profile: z.enum(PROFILE_NAMES, { error: `Must be one of ${PROFILE_NAMES.join(", ")}.` }).default("command"),
  command: z
    .array(text(10_000), "Must be a list: the program and its arguments, for example [claude, -p].")
    .min(1, "Must name a program.")
    .optional(),
  model: text(120).optional(),
  capabilities: words.default([]),
  phases: words.default([]),
  capacity: whole(CAPACITY_MAX).default(1),
  labels: z.record(z.string().max(64), Value).default({}),
  workdir: text(4000).default("."),
  workdirPerTask: z.union([flag, Worktrees], { error: "Must be true, false or its options." }).default(false),
  checks: flag.default(false),
  env: Variables.default({}),
});
export type Template = z.infer<typeof Template>;

export const HostFile = z.strictObject({
  name: text(80).optional(),
  project: ProjectId.optional(),
  maxAgents: whole(HOST_AGENTS_MAX).optional(),
  templates: z
    .array(Template, "Must be a list of templates.")
    .min(1, "Must have a template.")
    .max(50)
    .refine((templates) => new Set(templates.map(({ name }) => name)).size === templates.length, {
      error: "Two templates have the same name.",
    }),
});
export type HostFile = z.infer<typeof HostFile>;

/** Throws a UsageError that names file, line and key. */
export function readHostFile(path: string): HostFile {
  try {
    return parseYaml(HostFile, readFileSync(path, "utf8"));
  } catch (cause) {
    if (cause instanceof YamlError) throw new UsageError(`${path}: ${cause.message}.`, { cause });
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`The host's file cannot be read: ${reason}. Name it with --config.`, { cause });
  }
}
