import {
  between,
  type CallFact,
  countWords,
  examples,
  type Facts,
  type Finding,
  monthly,
  percentWords,
  SAVING_MIN_USD,
  usdWords,
} from "./finding";

const CALLS_MIN = 50;
/** Below this share of the prompts a cache is not in use. */
const CACHED_MAX = 0.05;
const REPEATED_MIN = 0.3;
/** Providers keep a cache for five minutes, and longer only where that is asked for. */
const LIFE_MS = 5 * 60_000;

/** Models whose calls read again what the call before has read, at the full price, where a cache would cost less. */
export function findMissingCaches(facts: Facts): Finding[] {
  const groups = Map.groupBy(facts.calls, ({ provider, model }) => `${provider} ${model}`);
  return [...groups.values()].flatMap((calls) => {
    const [first] = calls;
    const prices = first && facts.pricesOf(first.provider, first.model);
    if (!first || !prices || prices.cacheRead >= prices.input || calls.length < CALLS_MIN) return [];
    const prompt = sumOf(calls, ({ prompt }) => prompt);
    const cached = sumOf(calls, ({ cacheRead }) => cacheRead);
    const repeats = repeatsOf(calls);
    const repeated = sumOf(repeats, ({ tokens }) => tokens);
    const written = (prompt - repeated) * (prices.cacheWrite - prices.input);
    const most = repeated * (prices.input - prices.cacheRead) - Math.max(0, written);
    const half = (repeated / 2) * (prices.input - prices.cacheRead) - Math.max(0, written);
    const saving = monthly(between(Math.max(0, half), Math.max(0, most)), facts.callHours);
    if (cached / prompt >= CACHED_MAX || repeated / prompt < REPEATED_MIN) return [];
    if (saving.value < SAVING_MIN_USD) return [];
    const byTask = Map.groupBy(repeats, ({ taskId }) => taskId);
    const usdOf = (own: typeof repeats) => sumOf(own, ({ tokens }) => tokens) * prices.input;
    return [
      {
        kind: "missing_cache" as const,
        subject: `${first.provider}|${first.model}`,
        label: `${first.model}: prompts without a cache`,
        saving,
        evidence: {
          summary: `Up to ${percentWords(repeated / prompt)} of what was sent to ${first.model} had been sent by the call before, and ${percentWords(cached / prompt)} came from a cache.`,
          facts: [
            { label: "Prompts", value: `${countWords(prompt)} tokens in ${countWords(calls.length)} calls` },
            { label: "Sent again within five minutes", value: `up to ${countWords(repeated)} tokens` },
            {
              label: "A million tokens",
              value: `${usdWords(prices.input * 1e6)} anew, ${usdWords(prices.cacheRead * 1e6)} from a cache`,
            },
          ],
          records: [{ label: first.model, model: first.model }],
          tasks: examples([...byTask].map(([id, own]) => [id, usdOf(own)] as const)),
          caution:
            "How much is really the same, the ledger cannot see: the saving lies between half of what could be and all of it, less what writing the cache costs.",
        },
      },
    ];
  });
}

const sumOf = <T>(of: readonly T[], number: (one: T) => number) =>
  of.reduce((sum, one) => sum + number(one), 0);

/** At most what a call and the one before it in its task have in common: the shorter of the two prompts. */
function repeatsOf(calls: readonly CallFact[]): { taskId: string; tokens: number }[] {
  return calls.flatMap((call, index) => {
    const before = calls[index - 1];
    if (before?.taskId !== call.taskId || call.at - before.at > LIFE_MS) return [];
    return [{ taskId: call.taskId, tokens: Math.min(before.prompt, call.prompt - call.cacheRead) }];
  });
}
