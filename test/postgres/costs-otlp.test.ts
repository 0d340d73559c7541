// Exporters that send the same counters and sessions at once, on a real PostgreSQL.
import { beforeAll, expect, it } from "vitest";
import { apiRequest, attributes, logsOf, metricsOf, nanos, post, recordsOf } from "../costs/support/otlp";
import { aKey, aProject } from "../support/makers";
import { aServerDatabase } from "../support/server";

beforeAll(async () => {
  const { drop } = await aServerDatabase(16);
  return drop;
});

const START = Date.now() - 3_600_000;

/** A counter that stands at ten times the second, for both kinds of token. */
const counterAt = (session: string, second: number) => ({
  name: "claude_code.token.usage",
  sum: {
    dataPoints: ["input", "output"].map((type) => ({
      ...{
        startTimeUnixNano: nanos(START),
        timeUnixNano: nanos(START + second * 1000),
        asInt: String(second * 10),
      },
      attributes: attributes({ "session.id": session, model: "claude-haiku-4-5", type }),
    })),
    ...{ aggregationTemporality: 2, isMonotonic: true },
  },
});

const shuffled = <T>(items: T[]) =>
  items
    .map((item) => ({ item, by: Math.random() }))
    .sort((one, other) => one.by - other.by)
    .map(({ item }) => item);

it("a counter's points sent by many at once, twice and in any order, add up to what it came to", async () => {
  const project = await aProject();
  const key = await aKey({ project });
  const seconds = Array.from({ length: 25 }, (_, n) => n + 1);
  const sent = shuffled([...seconds, ...seconds]).map((second) =>
    post("metrics", { key, body: metricsOf({}, [counterAt("ses-1", second), counterAt("ses-2", second)]) }),
  );
  for (const { status, json } of await Promise.all(sent)) expect([status, json]).toEqual([200, {}]);
  const sum = (await recordsOf(project.id)).reduce((total, { tokens }) => total + tokens.input, 0);
  // Two sessions, each at 25 s. What came late was within what came before.
  expect(sum).toBe(500);
});

it("a session whose events and counters come at once is counted by one of the two", async () => {
  const project = await aProject();
  const key = await aKey({ project });
  const sessions = Array.from({ length: 15 }, (_, n) => `both-${n}`);
  const sent = sessions.flatMap((session) => [
    post("logs", { key, body: logsOf({}, [apiRequest({ "session.id": session, request_id: session })]) }),
    post("metrics", { key, body: metricsOf({}, [counterAt(session, 10)]) }),
  ]);
  for (const { status, json } of await Promise.all(sent)) expect([status, json]).toEqual([200, {}]);
  // 100 tokens in, either way.
  const records = await recordsOf(project.id);
  expect(records.map(({ tokens }) => tokens.input)).toEqual(sessions.map(() => 100));
});
