// What a runner reports at the end of an attempt, and what is then in the tables.
import { POST as completeRoute } from "@/app/api/v1/tasks/[id]/complete/route";
import type { Task } from "@/lib/work/schema";
import "../../support/embedded";
import { call } from "../../support/call";
import type { Held } from "../../support/makers";
import { change, eventsOf, rows } from "../../support/sql";

export const ERROR = { kind: "exit" as const, message: "exit status 2", exitCode: 2 };
export const usage = { inputTokens: 10, outputTokens: 2, costUsd: "0.000123456789" };

export const complete = (
  held: Held,
  more: { result?: Record<string, string>; key?: { secret: string } } = {},
  headers = {},
) =>
  call<Task>(completeRoute, {
    method: "POST",
    params: { id: held.task.id },
    key: more.key ?? held.key,
    body: { ...held.ref, result: more.result ?? { answer: "42" }, usage },
    headers,
  });

export const stateOf = async (id: string) => {
  const [row] = await rows<{ state: string; fence: bigint; version: number }>`
    SELECT state, fence, version FROM tasks WHERE id = ${id}`;
  const attempts =
    await rows`SELECT id, ended_at, outcome, usage FROM attempts WHERE task_id = ${id} ORDER BY number`;
  const artifacts = await rows<{ type: string; n: number }>`
    SELECT type, count(*)::int AS n FROM artifacts WHERE task_id = ${id} GROUP BY type`;
  return { task: row, attempts, artifacts, events: await eventsOf(id) };
};

export const endLease = (held: Held) =>
  change`UPDATE attempts SET lease_until = now() - interval '1 second' WHERE id = ${held.ref.attemptId}`;
