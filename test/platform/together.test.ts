// Calls that share a round: each gets its own answer, none waits for nothing, and one's failure is its own.
import { expect, it, vi } from "vitest";
import { currentRequest, runInRequest } from "@/lib/platform/context";
import { together } from "@/lib/platform/db/together";

interface Call {
  key: string;
  n: number;
}

/** A shared call whose rounds wait until they are let go, and what each round was given. */
function aShared(
  limits: { rows?: number; rounds?: number } = {},
  run?: (inputs: Call[]) => Promise<number[]>,
) {
  const rounds: Call[][] = [];
  const gates: (() => void)[] = [];
  const call = together<Call, number>(
    async (inputs) => {
      rounds.push(inputs);
      await new Promise<void>((resolve) => gates.push(resolve));
      return run ? run(inputs) : inputs.map(({ n }) => n * 10);
    },
    { rows: 32, rounds: 1, ...limits, rowsOf: () => 1, about: ({ key }) => [key] },
  );
  const letGo = async () => {
    await turn();
    while (gates.length > 0) {
      gates.shift()?.();
      await turn();
    }
  };
  const sizes = () => rounds.map((inputs) => inputs.length);
  return { call, rounds, letGo, sizes };
}

const turn = () => new Promise((resolve) => setTimeout(resolve, 1));

const calls = (count: number, key = (n: number) => `k${n}`) =>
  Array.from({ length: count }, (_, n) => ({ key: key(n), n }));

it("a lone call goes in its own turn and alone", async () => {
  const { call, letGo, sizes } = aShared();
  const answer = call({ key: "a", n: 4 });
  await turn();
  expect(sizes()).toEqual([1]);
  await letGo();
  expect(await answer).toBe(40);
});

it("calls of one turn go together, and so do those that come meanwhile, each with its own answer", async () => {
  const { call, letGo, sizes } = aShared();
  const some = calls(20);
  const first = some.slice(0, 5).map(call);
  await turn();
  const answers = [...first, ...some.slice(5).map(call)];
  await letGo();
  expect(await Promise.all(answers)).toEqual(some.map(({ n }) => n * 10));
  expect(sizes()).toEqual([5, 15]);
});

it("those whom a round answered, and who ask again at once, go along in the next", async () => {
  const { call, letGo, sizes } = aShared();
  const answers = calls(3).map(async (one) => call({ ...one, n: await call(one) }));
  await letGo();
  expect(await Promise.all(answers)).toEqual([0, 100, 200]);
  expect(sizes()).toEqual([3, 3]);
});

it("a round takes no more rows than it may, in the order in which they came", async () => {
  const { call, letGo, rounds } = aShared({ rows: 4 });
  const answers = calls(10).map(call);
  await letGo();
  await Promise.all(answers);
  expect(rounds.map((inputs) => inputs.map(({ n }) => n))).toEqual([
    [0, 1, 2, 3],
    [4, 5, 6, 7],
    [8, 9],
  ]);
});

it("two calls about the same never share a round, and keep their order", async () => {
  const { call, letGo, rounds } = aShared();
  const answers = calls(7, (n) => (n % 2 === 0 ? "same" : `k${n}`)).map(call);
  await letGo();
  expect(await Promise.all(answers)).toEqual([0, 10, 20, 30, 40, 50, 60]);
  for (const inputs of rounds) expect(inputs.filter(({ key }) => key === "same").length).toBeLessThan(2);
  const same = rounds.flat().filter(({ key }) => key === "same");
  expect(same.map(({ n }) => n)).toEqual([0, 2, 4, 6]);
});

it("a second round starts beside the first only when it is full, and no more than may be", async () => {
  const { call, letGo, sizes } = aShared({ rows: 3, rounds: 2 });
  const some = calls(12);
  const answers = some.slice(0, 1).map(call);
  await turn();
  answers.push(...some.slice(1, 3).map(call));
  await turn();
  expect(sizes()).toEqual([1]);
  answers.push(...some.slice(3).map(call));
  await turn();
  expect(sizes()).toEqual([1, 3]);
  await letGo();
  await Promise.all(answers);
  expect(sizes()).toEqual([1, 3, 3, 3, 2]);
});

it("one call may have more rows than a round takes", async () => {
  const run = vi.fn(async (inputs: number[]) => inputs);
  const call = together<number, number>(run, {
    rows: 40,
    rounds: 1,
    rowsOf: (n) => n,
    about: (n) => [`${n}`],
  });
  expect(await Promise.all([call(500), call(20), call(15)])).toEqual([500, 20, 15]);
  expect(run.mock.calls).toEqual([[[500]], [[20, 15]]]);
});

it("when a round fails each of its calls is made alone, and only the one at fault fails", async () => {
  const { call, letGo, sizes } = aShared({}, async (inputs) => {
    if (inputs.some(({ n }) => n === 3)) throw new Error("three");
    return inputs.map(({ n }) => n * 10);
  });
  const settled = Promise.allSettled(calls(6).map(call));
  await letGo();
  const outcomes = (await settled).map((one) =>
    one.status === "fulfilled" ? one.value : one.reason.message,
  );
  expect(outcomes).toEqual([0, 10, 20, "three", 40, 50]);
  expect(sizes()).toEqual([6, 1, 1, 1, 1, 1, 1]);
});

it("goes on after a failure", async () => {
  const { call, letGo } = aShared({}, async ([first]) => {
    if (first?.n === 0) throw new Error("first");
    return [1];
  });
  const failed = call({ key: "a", n: 0 }).catch((error: Error) => error.message);
  await letGo();
  expect(await failed).toBe("first");
  const next = call({ key: "a", n: 1 });
  await letGo();
  expect(await next).toBe(1);
});

it("no round is taken for the request of one of its callers: none claims that Idempotency-Key", async () => {
  const seen: unknown[] = [];
  const call = together<number, number>(
    async (inputs) => {
      seen.push(currentRequest()?.idempotency);
      return inputs;
    },
    { rows: 9, rounds: 1, rowsOf: () => 1, about: (n) => [String(n)] },
  );
  const idempotency = { actor: "key_1", key: "once", requestHash: "h" };
  await runInRequest({ requestId: "req_1", idempotency }, () => Promise.all([call(1), call(2), call(3)]));
  expect(seen).toEqual([undefined]);
});
