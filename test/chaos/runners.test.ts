// Real runner processes that are killed and stopped at random, against the product's own routes and clocks.
import "./short-leases";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { addTasks, ChaosFleet, readOutcome, untilFinished } from "@/bench/chaos-fleet";
import { createApiClient } from "@/lib/client/http";
import type { Stop } from "@/lib/platform/stop";
import * as work from "@/lib/work/service";
import "../support/embedded";
import { aRealRoom } from "../cli/support/real-room";
import { aKey, aProject, aTicket } from "../support/makers";
import { bundledCli, temporaryDir } from "../worker/support/running";

const TASKS = 40;
const room = aRealRoom();
let stopClocks: Stop;
beforeAll(async () => {
  stopClocks = await work.startWork();
});
afterAll(() => stopClocks());

it("runners that die and hang at random complete every task, and each is counted once", async () => {
  const project = await aProject();
  const key = await aKey({ project, scopes: ["work:run", "work:read", "work:write"] });
  const call = createApiClient({ baseUrl: room.url, key: key.secret });
  const ticket = await aTicket({ project });
  await addTasks(call, ticket.id, TASKS);
  const dir = temporaryDir();
  const ran = join(dir, "ran");
  const script = `cat > /dev/null; echo $OMOI_TASK_ID >> ${ran}; sleep 0.3`;
  const at = { url: room.url, key: key.secret, cli: await bundledCli(), dir, script };
  const fleet = new ChaosFleet({ ...at, runners: 3, capacity: 2, calmMs: 3000, stoppedMs: 3000 });
  const ms = await untilFinished(call, ticket.id, 100_000);
  await fleet.stop();
  const outcome = await readOutcome(call, ticket.id);
  expect([ms === null, outcome]).toEqual([
    false,
    { states: { completed: TASKS }, attempts: expect.any(Number), wronglyCounted: [], load: 0 },
  ]);
  // They were disturbed, and nothing was counted that did not run.
  expect(fleet.counts.kills + fleet.counts.stops).toBeGreaterThan(2);
  expect(new Set(readFileSync(ran, "utf8").trim().split("\n")).size).toBe(TASKS);
});
