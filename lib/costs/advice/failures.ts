import { counted } from "@/lib/platform/counted";
import {
  type AttemptFact,
  countWords,
  examples,
  type Facts,
  type Finding,
  monthly,
  percentWords,
  SAVING_MIN_USD,
  usdWords,
} from "./finding";

const FAILED_MIN = 5;
const SHARE_MIN = 0.15;

const sumOf = (attempts: readonly AttemptFact[]) => attempts.reduce((sum, { usd }) => sum + usd, 0);

/** Phases in which much of the money goes to attempts that fail, above all to those that fail again. */
export function findFailures(facts: Facts): Finding[] {
  return [...Map.groupBy(facts.attempts, ({ phase }) => phase)].flatMap(([phase, attempts]) => {
    const failed = attempts.filter(({ isFailed }) => isFailed);
    const again = failed.filter(({ number }) => number > 1);
    const inVain = again.filter(({ isTaskDone }) => !isTaskDone);
    const [all, burnt] = [sumOf(attempts), sumOf(failed)];
    const saving = monthly({ low: sumOf(inVain), value: sumOf(again), high: burnt }, facts.hoursOf(phase));
    if (failed.length < FAILED_MIN || burnt < SHARE_MIN * all || saving.high < SAVING_MIN_USD) return [];
    const name = facts.phaseName(phase);
    const byTask = Map.groupBy(failed, ({ taskId }) => taskId);
    return [
      {
        kind: "repeated_failures" as const,
        subject: phase,
        label: `${name}: attempts that fail`,
        saving,
        evidence: {
          summary: `In ${name}, ${percentWords(burnt / all)} of the money went to attempts that failed.`,
          facts: [
            {
              label: "Failed",
              value: `${countWords(failed.length)} of ${countWords(attempts.length)} attempts, ${usdWords(burnt)}`,
            },
            {
              label: "Of these after a first failure",
              value: `${counted(again.length, "attempt")}, ${usdWords(sumOf(again))}`,
            },
            {
              label: "Of these of tasks that never succeeded",
              value: `${counted(inVain.length, "attempt")}, ${usdWords(sumOf(inVain))}`,
            },
          ],
          records: [{ label: name, phase }],
          tasks: examples([...byTask].map(([id, own]) => [id, sumOf(own)] as const)),
          caution:
            "The saving is what second and later attempts that failed have cost; some attempts fail before one succeeds. Fewer attempts (maxAttempts) or a better description are ways to it.",
        },
      },
    ];
  });
}
