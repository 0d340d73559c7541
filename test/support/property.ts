// Random tests that take as many runs as the machine manages in their time.
import fc from "fast-check";

/**
 * Throws for a counterexample, with its seed. A machine so slow that no run ended in time proves nothing, and is no
 * counterexample: what must be shown on every machine is run before, by itself.
 */
export async function assertWithin<Ts>(
  property: fc.IAsyncProperty<Ts>,
  limitMs: number,
  parameters: fc.Parameters<Ts>,
): Promise<void> {
  const out = await fc.check(property, {
    ...parameters,
    endOnFailure: true,
    interruptAfterTimeLimit: limitMs,
  });
  if (out.counterexample === null && (out.interrupted || !out.failed)) return;
  throw new Error(fc.defaultReportMessage(out), { cause: out.errorInstance });
}
