import { beforeAll, expect, it } from "vitest";
import * as work from "@/lib/work/service";
import { aLead, ask, guardianTick, revert } from "../guardian/support/calls";
import { aProject, aTicket } from "../support/makers";
import { aServerDatabase } from "../support/server";
import { auditOf, change, rows } from "../support/sql";

beforeAll(async () => {
  const { drop } = await aServerDatabase();
  return drop;
});

it("a large pause comes back a tenth, then half, then whole, however many tasks it held, each step on the record", async () => {
  const project = await aProject();
  const ticket = await aTicket({ project });
  const count = 30_000;
  await change`
    INSERT INTO tasks (id, project_id, ticket_id, phase, type, title, description, priority, effective_priority,
      required_capabilities, timeout_seconds, max_attempts, created_by)
    SELECT 'task_' || lpad(n::text, 26, '0'), ${project.id}, ${ticket.id}, 'BACKLOG', 'task', 't', '', 'LOW', 'LOW', '{}',
      60, 1, 'test' FROM generate_series(1, ${count}::int) AS n`;
  const scope = { kind: "ticket", ticketId: ticket.id } as const;
  const { id, effects } = await ask(aLead(1), {
    type: "pause",
    scope,
    release: "staged",
    attempts: "finish",
  });
  const waiting = async () => {
    await work.tick();
    const [row] = await rows<{ n: number }>`
      SELECT count(*)::int AS n FROM tasks WHERE project_id = ${project.id} AND NOT is_parked`;
    return (row?.n ?? 0) / count;
  };
  const nextStage = async () => {
    await change`UPDATE guardian_actions SET release_due_at = now() WHERE id = ${id}`;
    await guardianTick();
  };
  expect(await waiting()).toBe(0);
  expect((await revert(aLead(2), id)).status).toBe("reverting");
  expect(await waiting()).toBeCloseTo(0.1, 1);
  await nextStage();
  expect(await waiting()).toBeCloseTo(0.5, 1);
  await nextStage();
  expect(await waiting()).toBe(1);
  const acts = (await auditOf(effects[0]?.refId ?? "")).map(({ act, actor }) => [act, actor]);
  expect(acts).toEqual([
    ["hold.placed", aLead(1).id],
    ["hold.eased", aLead(2).id],
    ["hold.eased", "system"],
    ["hold.ended", "system"],
  ]);
});
