import {
  type CallFact,
  countWords,
  examples,
  type Facts,
  type Finding,
  monthly,
  SAVING_MIN_USD,
  usdWords,
} from "./finding";

const CALLS_MIN = 8;
const TASKS_MIN = 3;
/** The last prompts are so many times the first ones, */
const GROWN_MIN = 3;
/** while what came out of them is no more than this, of the prompt and of what came out before. */
const OUTPUT_MAX = 0.03;
const MORE_OUTPUT_MAX = 1.2;

interface Grown {
  taskId: string;
  first: number;
  last: number;
  /** USD for what the prompts were longer than the first ones, and than twice those. */
  beyond: number;
  beyondTwice: number;
}

/** Tasks whose prompts grew from call to call while nothing more came of them. */
export function findGrownContexts(facts: Facts): Finding[] {
  const groups = Map.groupBy(facts.calls, ({ phase, model }) => `${phase}|${model}`);
  return [...groups].flatMap(([subject, calls]) => {
    const [one] = calls;
    const prices = one && facts.pricesOf(one.provider, one.model);
    if (!one || !prices) return [];
    const grown = [...Map.groupBy(calls, ({ taskId }) => taskId)].flatMap(
      ([taskId, own]) => growthOf(taskId, own, prices.output) ?? [],
    );
    const sum = (of: (each: Grown) => number) => grown.reduce((total, each) => total + of(each), 0);
    const twice = sum(({ beyondTwice }) => beyondTwice);
    const saving = monthly(
      { low: twice / 2, value: twice, high: sum(({ beyond }) => beyond) },
      facts.callHours,
    );
    if (grown.length < TASKS_MIN || saving.value < SAVING_MIN_USD) return [];
    const name = facts.phaseName(one.phase);
    return [
      {
        kind: "grown_context" as const,
        subject,
        label: `${name}: prompts of ${one.model} that only grow`,
        saving,
        evidence: {
          summary: `In ${countWords(grown.length)} tasks of ${name} the prompts grew to several times their first length, and no more came out of them.`,
          facts: [
            {
              label: "Prompt at first and in the end",
              value: `${countWords(sum(({ first }) => first) / grown.length)} and ${countWords(sum(({ last }) => last) / grown.length)} tokens`,
            },
            { label: "Paid for more than twice the first", value: usdWords(twice) },
          ],
          records: [{ label: one.model, phase: one.phase, model: one.model }],
          tasks: examples(grown.map(({ taskId, beyondTwice }) => [taskId, beyondTwice] as const)),
          caution:
            "A task may need all that it has read. Clearing or summing up the context from time to time, or smaller tasks, are ways to it.",
        },
      },
    ];
  });
}

function growthOf(taskId: string, calls: readonly CallFact[], outputUsd: number): Grown | null {
  if (calls.length < CALLS_MIN) return null;
  const quarter = Math.floor(calls.length / 4);
  const mean = (own: readonly CallFact[], of: (call: CallFact) => number) =>
    own.reduce((sum, call) => sum + of(call), 0) / own.length;
  const prompt = (own: readonly CallFact[]) => mean(own, (call) => call.prompt);
  const output = (own: readonly CallFact[]) => mean(own, (call) => call.output);
  const end = calls.slice(-quarter);
  const [first, last] = [prompt(calls.slice(0, quarter)), prompt(end)];
  const middle = Math.floor(calls.length / 2);
  const isUsed = output(calls.slice(middle)) > MORE_OUTPUT_MAX * output(calls.slice(0, middle));
  if (first === 0 || last < GROWN_MIN * first || isUsed || output(end) > OUTPUT_MAX * last) return null;
  const beyond = (tokens: number) =>
    calls.reduce((sum, call) => {
      const promptUsd = Math.max(0, call.usd - call.output * outputUsd);
      return call.prompt > tokens ? sum + (promptUsd * (call.prompt - tokens)) / call.prompt : sum;
    }, 0);
  return { taskId, first, last, beyond: beyond(first), beyondTwice: beyond(2 * first) };
}
