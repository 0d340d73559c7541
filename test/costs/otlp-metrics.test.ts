// Counters: what was counted before is not counted again, and no call is counted as an event and in a sum.
import { describe, expect, it } from "vitest";
import "../support/embedded";
import { cpuMsOf } from "../support/cpu";
import { aKey, aProject, unique } from "../support/makers";
import { change, rows } from "../support/sql";
import { apiRequest, attributes, logsOf, metricsOf, nanos, post, recordsOf } from "./support/otlp";

const START = Date.now() - 600_000;
const at = (second: number) => nanos(START + second * 1000);

interface Counted {
  session?: string;
  type?: string;
  model?: string;
  value: unknown;
  second: number;
  start?: number;
  temporality?: unknown;
  isMonotonic?: unknown;
  name?: string;
  flags?: number;
}

/** A counter of Claude Code with one point. */
function counter({
  session = "ses",
  type = "input",
  model = "claude-haiku-4-5",
  value,
  second,
  ...more
}: Counted) {
  const {
    start = 0,
    temporality = 2,
    isMonotonic = true,
    name = "claude_code.token.usage",
    flags = 0,
  } = more;
  const point = {
    ...{ startTimeUnixNano: at(start), timeUnixNano: second === 0 ? "0" : at(second), flags },
    ...(Number.isInteger(value) ? { asInt: String(value) } : { asDouble: value }),
    attributes: attributes({ "session.id": session, model, ...(type === "" ? {} : { type }) }),
  };
  return { name, sum: { dataPoints: [point], aggregationTemporality: temporality, isMonotonic } };
}

async function arrange() {
  const project = await aProject();
  const key = await aKey({ project });
  const tell = async (...counters: unknown[]) =>
    (await post("metrics", { key, body: metricsOf({}, counters) })).json;
  const used = async () => (await recordsOf(project.id)).reduce((sum, { tokens }) => sum + tokens.input, 0);
  return { project, key, tell, used };
}

describe("a cumulative counter", () => {
  it("counts what it has grown by, once, however often and late its points come", async () => {
    const { project, tell, used } = await arrange();
    await tell(counter({ value: 100, second: 60 }));
    await tell(counter({ value: 100, second: 60 }));
    await tell(counter({ value: 100, second: 120 }));
    expect([await used(), (await recordsOf(project.id)).length]).toEqual([100, 1]);
    await tell(counter({ value: 175, second: 240 }));
    // Late: it is within what came before.
    await tell(counter({ value: 150, second: 180 }));
    expect(await used()).toBe(175);
  });

  it("counts all of several points in one request, in the order of their time", async () => {
    const { project, tell, used } = await arrange();
    await tell(
      counter({ value: 30, second: 120 }),
      counter({ value: 10, second: 60 }),
      counter({ value: 60, second: 180 }),
    );
    expect(await used()).toBe(60);
    expect((await recordsOf(project.id)).map(({ tokens }) => tokens.input).sort()).toEqual([10, 20, 30]);
  });

  it("that falls, or starts anew, began from nothing again", async () => {
    const { tell, used } = await arrange();
    await tell(counter({ value: 100, second: 60 }));
    await tell(counter({ value: 40, second: 120 }));
    expect(await used()).toBe(140);
    await tell(counter({ value: 50, second: 180 }));
    expect(await used()).toBe(150);
    await tell(counter({ value: 500, second: 240, start: 200 }));
    expect(await used()).toBe(650);
  });

  it("of another session, model or kind of token is another counter", async () => {
    const { project, tell } = await arrange();
    await tell(counter({ value: 1, second: 60 }), counter({ value: 2, second: 60, type: "cacheCreation" }));
    await tell(
      counter({ value: 4, second: 60, model: "claude-opus-4-8" }),
      counter({ value: 8, second: 60, session: "b" }),
    );
    const records = await recordsOf(project.id);
    expect(records.map(({ tokens }) => [tokens.input, tokens.cacheWrite5m]).sort()).toEqual([
      [1, 2],
      [4, 0],
      [8, 0],
    ]);
  });

  it("may have come to as much as a call may have", async () => {
    const { tell, used } = await arrange();
    expect(await tell(counter({ value: 1e12, second: 60 }))).toEqual({});
    expect(await used()).toBe(1e12);
  });

  it("whose call is refused is not counted as far: what it lacks comes with the next point", async () => {
    const project = await aProject();
    const key = await aKey({ project });
    const tell = (phase: string, value: number, second: number) =>
      post("metrics", { key, body: metricsOf({ "omoi.phase": phase }, [counter({ value, second })]) });
    expect((await tell("LUNCH", 70, 60)).json.partialSuccess).toMatchObject({ rejectedDataPoints: "1" });
    expect(await rows`SELECT 1 FROM otlp_marks WHERE actor = ${key.id}`).toEqual([]);
    expect(await rows`SELECT 1 FROM otlp_sessions WHERE actor = ${key.id}`).toEqual([]);
    await tell("TESTING", 90, 120);
    expect((await recordsOf(project.id)).map(({ tokens }) => tokens.input)).toEqual([90]);
  });
});

describe("delta counters", () => {
  it("are counted as they are, once", async () => {
    const { tell, used } = await arrange();
    const point = counter({ value: 100, second: 60, temporality: 1 });
    await tell(point);
    await tell(point);
    await tell(counter({ value: 100, second: 120, temporality: "AGGREGATION_TEMPORALITY_DELTA" }));
    expect(await used()).toBe(200);
  });
});

describe("a session", () => {
  const event = (session: string, id: string) => apiRequest({ "session.id": session, request_id: id });

  it("that tells of its calls one by one is not counted by its counters", async () => {
    const { project, key, tell } = await arrange();
    const session = unique("ses");
    await post("logs", { key, body: logsOf({}, [event(session, "req_1")]) });
    expect(await tell(counter({ session, value: 100, second: 60 }))).toEqual({});
    await post("logs", { key, body: logsOf({}, [event(session, "req_2")]) });
    expect((await recordsOf(project.id)).map(({ externalId }) => externalId)).toEqual([
      "claude:req_1",
      "claude:req_2",
    ]);
  });

  it("whose counters came first stays with them, and another one does not", async () => {
    const { key, tell, used } = await arrange();
    const session = unique("ses");
    await tell(counter({ session, value: 100, second: 60 }));
    await post("logs", { key, body: logsOf({}, [event(session, "req_1"), event(unique("ses"), "req_2")]) });
    expect(await used()).toBe(200);
    await tell(counter({ session, value: 130, second: 120 }));
    expect(await used()).toBe(230);
  });
});

it.each<[string, Partial<Counted>, string]>([
  ["less than nothing", { value: -5 }, "claude_code.token.usage is -5;"],
  ["a fraction", { value: 0.5 }, "claude_code.token.usage is 0.5;"],
  ["not a number", { value: "NaN" }, "claude_code.token.usage is NaN;"],
  ["no value", { value: null }, "A data point has no value."],
  [
    "an unknown kind of token",
    { type: "dreams" },
    'type is "dreams"; known are input, output, cacheRead, cacheCreation.',
  ],
  ["a kind that only objects have", { type: "constructor" }, 'type is "constructor";'],
  ["no session", { session: "" }, "There is no session.id"],
  ["no model", { model: "" }, "It names no model."],
  ["no time", { second: 0 }, "A data point has no time."],
  ["a sum that may fall", { isMonotonic: false }, "The sum must be monotonic"],
  ["no temporality", { temporality: 0 }, "The temporality of the sum must be delta or cumulative."],
  [
    "a cost alone",
    { name: "claude_code.cost.usage", type: "", value: 0.5 },
    "claude_code.cost.usage came without",
  ],
  [
    "a negative cost",
    { name: "claude_code.cost.usage", type: "", value: -0.5 },
    "claude_code.cost.usage is -0.5;",
  ],
])("a data point with %s is refused and named, and the others count", async (_, wrong, reason) => {
  const { tell, used } = await arrange();
  const good = counter({ value: 7, second: 60, session: "good" });
  const { partialSuccess } = await tell(counter({ value: 1, second: 60, ...wrong }), good);
  expect(partialSuccess).toMatchObject({
    rejectedDataPoints: "1",
    errorMessage: expect.stringContaining(reason),
  });
  expect(await used()).toBe(7);
});

it("a resource of many attributes is read once, and not again for each of its points", async () => {
  const { key } = await arrange();
  const many = Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`attribute.${n}`, "told"]));
  const points = Array.from({ length: 1000 }, (_, n) => counter({ value: 1, second: n + 1, model: "" }));
  const body = metricsOf(many, points);
  const telling = async () => {
    const { json } = await post("metrics", { key, body });
    expect(json.partialSuccess.rejectedDataPoints).toBe("1000");
  };
  expect(await cpuMsOf(telling)).toBeLessThan(2000);
});

it("sessions and marks are forgotten a month after the last word of them, and not before", async () => {
  const { key, tell } = await arrange();
  await tell(
    counter({ value: 5, second: 60, session: "old" }),
    counter({ value: 5, second: 60, session: "new" }),
  );
  await change`UPDATE otlp_sessions SET heard_at = now() - interval '31 days' WHERE actor = ${key.id} AND session = 'old'`;
  await change`UPDATE otlp_marks SET heard_at = now() - interval '31 days' WHERE actor = ${key.id}`;
  await tell(counter({ value: 6, second: 120, session: "new" }));
  const sessions = await rows<{ session: string }>`SELECT session FROM otlp_sessions WHERE actor = ${key.id}`;
  expect(sessions).toEqual([{ session: "new" }]);
  expect(await rows`SELECT 1 FROM otlp_marks WHERE actor = ${key.id}`).toHaveLength(1);
});

it("other metrics, and points without a recorded value, are passed over", async () => {
  const { project, tell } = await arrange();
  const other = { name: "claude_code.lines_of_code.count", gauge: { dataPoints: [{ asDouble: -1 }] } };
  expect(await tell(other, counter({ value: 5, second: 60, flags: 1 }))).toEqual({});
  expect((await tell({ name: "claude_code.token.usage", gauge: {} })).partialSuccess.errorMessage).toContain(
    "must be a sum",
  );
  expect(await recordsOf(project.id)).toEqual([]);
});
