// What the documentation shows of interventions is what the API takes.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { z } from "zod";
import {
  ActionType,
  AskCancelTask,
  AskOverridePriority,
  AskPause,
  AskQuarantineAgent,
  AskReallocate,
  AskReplaceAgent,
  Intervention,
  PreviewIntervention,
} from "@/lib/guardian/schema";
import { HoldScope, OverrideScope, ReservationScope } from "@/lib/work/schema";

const text = readFileSync("docs/guardian/interventions.md", "utf8");
const blocks = [...text.matchAll(/```text\n([^`]*)```/g)].map(([, block = ""]) => block);
const examples = blocks.flatMap((block) =>
  block
    .trim()
    .split("\n")
    .map((line) => {
      const [, name = "", json = ""] = /^(.*?) +(\{.*)$/.exec(line) ?? [];
      return [name, JSON.parse(json) as Record<string, unknown>] as const;
    }),
);
const BODIES: Record<ActionType, z.ZodType> = {
  cancel_task: AskCancelTask,
  override_priority: AskOverridePriority,
  reallocate: AskReallocate,
  pause: AskPause,
  quarantine_agent: AskQuarantineAgent,
  replace_agent: AskReplaceAgent,
};
const SCHEMAS: Record<string, z.ZodType> = {
  ...Object.fromEntries(Object.entries(BODIES).map(([type, body]) => [type.replace("_", "-"), body])),
  "scope of pause": HoldScope,
  "scope of override-priority": OverrideScope,
  "to of reallocate": ReservationScope,
  "from of reallocate": AskReallocate.shape.from,
  preview: PreviewIntervention,
};

describe("docs/guardian/interventions.md", () => {
  it.each(examples)("%s %j is what the API takes", (name, example) => {
    expect(SCHEMAS[name]?.safeParse(example).error).toBeUndefined();
    expect(SCHEMAS[name]).toBeDefined();
  });

  it("shows one of each, and every kind of scope", () => {
    const names = examples.map(([name]) => name);
    expect(names).toEqual(expect.arrayContaining(Object.keys(SCHEMAS)));
    const kindsIn = (name: string) => examples.filter(([one]) => one === name).map(([, { kind }]) => kind);
    const kindsOf = ({ options }: { options: readonly { shape: { kind: { value: string } } }[] }) =>
      options.map(({ shape }) => shape.kind.value);
    expect(kindsIn("scope of pause").toSorted()).toEqual(kindsOf(HoldScope).toSorted());
    expect(kindsIn("scope of override-priority").toSorted()).toEqual(kindsOf(OverrideScope).toSorted());
    expect(kindsIn("to of reallocate").toSorted()).toEqual(kindsOf(ReservationScope).toSorted());
  });
});

describe("a kind that there is not", () => {
  const messageOf = (schema: z.ZodType, input: unknown) => schema.safeParse(input).error?.issues[0]?.message;

  it("is answered with those that there are", () => {
    const types = messageOf(Intervention, { type: "cancel-task" });
    for (const type of ActionType.options) expect(types).toContain(type);
    expect(messageOf(AskPause, { scope: { kind: "everything" }, reason: "r" })).toBe(
      "Must be one of all, project, ticket, phase, priority_at_most, agent.",
    );
    expect(messageOf(OverrideScope, { kind: "agent" })).toBe("Must be one of task, ticket.");
    expect(messageOf(ReservationScope, {})).toContain("priority_at_least");
  });

  it("is no answer to what is wrong within one of them", () => {
    expect(messageOf(Intervention, { type: "cancel_task" })).not.toContain("one of");
    expect(messageOf(Intervention, undefined)).not.toContain("one of");
  });
});
