import { withoutIdempotency } from "../context";

interface Waiting<In, Out> {
  input: In;
  resolve: (output: Out) => void;
  reject: (error: unknown) => void;
}

interface Limits<In> {
  /** Rows that a round takes, unless a single call has more. */
  rows: number;
  /** Rounds on their way at once. One beside another starts only when it would be full: fuller ones cost less. */
  rounds: number;
  rowsOf: (input: In) => number;
  /** What a call is about: two about the same never share a round, since one statement would see it twice. */
  about: (input: In) => readonly string[];
}

/**
 * Lets calls that arrive in the same turn, or while others are on their way, go together in the next round, so that a
 * hundred callers share one statement and one commit. A lone call waits for nobody. `run` answers in the order of its
 * inputs; when a round fails, each of its calls is made alone, so that one caller's failure is its own.
 */
export function together<In, Out>(
  run: (inputs: In[]) => Promise<Out[]>,
  limits: Limits<In>,
): (input: In) => Promise<Out> {
  const queue: Waiting<In, Out>[] = [];
  let running = 0;

  async function goOn(): Promise<void> {
    running += 1;
    // Those whom the last round answered ask again in this turn, and go along.
    await new Promise(setImmediate);
    while (queue.length > 0 && (running === 1 || isFull())) {
      const round = takeRound(queue, limits);
      const outputs = await run(round.map(({ input }) => input)).catch(() => null);
      if (!outputs) await Promise.all(round.map(alone));
      else for (const [at, { resolve }] of round.entries()) resolve(outputs[at] as Out);
      await new Promise(setImmediate);
    }
    running -= 1;
  }

  function isFull(): boolean {
    return queue.reduce((rows, { input }) => rows + limits.rowsOf(input), 0) >= limits.rows;
  }

  async function alone({ input, resolve, reject }: Waiting<In, Out>): Promise<void> {
    await run([input]).then(([output]) => resolve(output as Out), reject);
  }

  return (input) =>
    new Promise((resolve, reject) => {
      queue.push({ input, resolve, reject });
      // A round serves many requests, so none of them may be taken for its own.
      if (running === 0 || (running < limits.rounds && isFull())) void withoutIdempotency(goOn);
    });
}

/** Takes the next calls out of the queue that may go together, in their order. */
function takeRound<In, Out>(queue: Waiting<In, Out>[], limits: Limits<In>): Waiting<In, Out>[] {
  const taken: Waiting<In, Out>[] = [];
  const seen = new Set<string>();
  let rows = 0;
  const left = queue.splice(0).filter((waiting) => {
    const own = limits.about(waiting.input);
    const more = rows + limits.rowsOf(waiting.input);
    if ((rows > 0 && more > limits.rows) || own.some((key) => seen.has(key))) return true;
    for (const key of own) seen.add(key);
    rows = more;
    taken.push(waiting);
    return false;
  });
  queue.push(...left);
  return taken;
}
