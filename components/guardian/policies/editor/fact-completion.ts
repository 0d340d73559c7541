// What may be written in a policy, as the editor offers it.

import { ActionType, TRIGGER_EVENTS } from "@/lib/guardian/schema";
import { FACT_VALUES } from "@/lib/guardian/schema/fact-values";
import { SUBJECT_FACTS, WHOLE_FACTS } from "@/lib/monitoring/schema";

interface Completion {
  label: string;
  detail?: string;
  info?: string;
  type?: string;
}

/** What is needed of the editor's own context. */
interface Context {
  explicit: boolean;
  matchBefore(pattern: RegExp): { from: number; text: string } | null;
}

const FACTS: Completion[] = Object.entries({ ...WHOLE_FACTS, ...SUBJECT_FACTS }).flatMap(([kind, facts]) =>
  Object.entries(facts).map(([name, { type, meaning }]) => {
    const label = `${kind}.${name}`;
    const words = FACT_VALUES[label as keyof typeof FACT_VALUES];
    return {
      label,
      detail: type,
      info: words ? `${meaning}: ${words.join(", ")}` : meaning,
      type: "variable",
    };
  }),
);

const WORDS: Completion[] = [
  ...ActionType.options.map((label) => ({ label, detail: "action", type: "keyword" })),
  ...TRIGGER_EVENTS.map((label) => ({ label, detail: "event", type: "enum" })),
  { label: "subject", detail: "what it fired about", type: "keyword" },
  ...[...new Set(Object.values(FACT_VALUES).flat())].map((word) => ({ label: `"${word}"`, type: "enum" })),
];

/** Names of facts behind their kind, and words where they are asked for. */
export function completeFacts(
  context: Context,
): { from: number; options: Completion[]; validFor: RegExp } | null {
  const word = context.matchBefore(/"?[A-Za-z_][\w.]*/);
  if (!word && !context.explicit) return null;
  const from = word?.from ?? context.matchBefore(/(?:)/)?.from ?? 0;
  return { from, options: [...FACTS, ...WORDS], validFor: /^"?[\w.]*$/ };
}
