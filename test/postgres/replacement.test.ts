import { beforeAll, expect, it } from "vitest";
import { read, transact } from "@/lib/platform/db/transact";
import { AppError } from "@/lib/platform/errors";
import { RegisterHost } from "@/lib/work/schema";
import * as work from "@/lib/work/service";
import { ADMIN, aKey, anAgent, aProject, aTicket, type TestAgent, unique } from "../support/makers";
import { countDeadlocks, many } from "../support/races";
import { aServerDatabase } from "../support/server";
import { change, rows } from "../support/sql";
import { complete, createAll, take } from "../work/support/acts";

beforeAll(async () => {
  const { drop } = await aServerDatabase(16);
  return drop;
});

async function aHost(agentsMax: number) {
  const project = await aProject();
  const key = await aKey({ project });
  const input = RegisterHost.parse({ name: unique("host"), agentsMax, templates: [{ name: "coder" }] });
  const { host } = await work.registerHost(key.actor, input);
  return { host, key, project };
}

const replace = (agentId: string, hostId: string) =>
  transact("test.replace", (tx) =>
    work.replaceAgent(
      tx,
      ADMIN,
      { agentId, hostId, template: "coder" },
      { reason: "r", expiresInSeconds: 60 },
    ),
  );

const codeOf = (one: PromiseSettledResult<unknown>) => {
  if (one.status === "fulfilled") return "done";
  if (one.reason instanceof AppError) return one.reason.code;
  throw one.reason;
};

/** Claims, beats and completes as fast as it can, until it is refused. */
async function workOn(agent: TestAgent): Promise<void> {
  const refused = (error: unknown) => {
    if (!(error instanceof AppError)) throw error;
    return null;
  };
  for (;;) {
    const held = await take(agent, 2).catch(refused);
    if (!held) return;
    const attempts = held.map(({ ref }) => ({ ...ref, stopped: false }));
    await work
      .beat(agent.key.actor, agent.agent.id, { attempts, isDraining: false, waitMs: 0 })
      .catch(refused);
    for (const one of held.slice(1)) await complete(one).catch(refused);
  }
}

it("an agent that works while it is replaced holds nothing afterwards, no task is lost, and nobody waits in a circle", async () => {
  const before = await countDeadlocks();
  for (let round = 0; round < 6; round += 1) {
    const { host, key, project } = await aHost(3);
    const old = await anAgent({ project, key, capacity: 20 });
    const ticket = await aTicket({ project });
    await createAll(
      ticket,
      Array.from({ length: 60 }, () => ({ maxAttempts: 1 })),
    );
    const working = [workOn(old), workOn(old)];
    await new Promise((resolve) => setTimeout(resolve, 20 + round * 7));
    const [one, other] = await Promise.allSettled([
      replace(old.agent.id, host.id),
      replace(old.agent.id, host.id),
      work.tick(),
    ]);
    await Promise.all(working);
    // Whoever came second was told so; one that met a claim in the middle was tried again.
    expect([one, other].map((each) => codeOf(each as PromiseSettledResult<unknown>)).sort()).toEqual([
      "done",
      "invalid_state",
    ]);
    const live = await rows`SELECT 1 FROM attempts WHERE agent_id = ${old.agent.id} AND ended_at IS NULL`;
    expect(live).toEqual([]);
    const [row] = await rows<{ load: number; state: string }>`
      SELECT load, state FROM agents WHERE id = ${old.agent.id}`;
    expect(row).toEqual({ load: 0, state: "quarantined" });
    const left = await rows<{ state: string }>`
      SELECT DISTINCT state FROM tasks WHERE project_id = ${project.id} AND state NOT IN ('pending', 'completed')`;
    expect(left).toEqual([]);
  }
  expect(await countDeadlocks()).toBe(before);
});

it("a host with one place left gives it to one of many who replace at once", async () => {
  const { host, key, project } = await aHost(1);
  const agents = await many(8, () => anAgent({ project, key }));
  const asked = await Promise.allSettled(agents.map(({ agent }) => replace(agent.id, host.id)));
  expect(asked.map(codeOf).sort()).toEqual(["done", ...Array(7).fill("invalid_state")]);
  const states = await rows<{ state: string }>`SELECT state FROM agents WHERE project_id = ${project.id}`;
  // Who got none is as it was.
  expect(states.map(({ state }) => state).sort()).toEqual([...Array(7).fill("active"), "quarantined"]);
});

it("a request for a replacement is taken back or brings its agent, never both, whatever the host does meanwhile", async () => {
  const before = await countDeadlocks();
  const seen = new Set<string>();
  for (let round = 0; round < 20; round += 1) {
    const { host, key, project } = await aHost(3);
    const old = await anAgent({ project, key });
    const { request } = await replace(old.agent.id, host.id);
    const running = [{ requestId: request.id, agentId: null }];
    await work.beatHost(key.actor, host.id, { running: [], isDraining: false, waitMs: 0 });
    await work.beatHost(key.actor, host.id, { running, isDraining: false, waitMs: 0 });
    const fresh = await anAgent({ project, key });
    if (round % 4 === 2) await change`UPDATE host_requests SET expires_at = now() WHERE id = ${request.id}`;
    const report = { status: "done", agentId: fresh.agent.id } as const;
    const bring = () => work.reportStart(key.actor, host.id, request.id, report);
    // The first two rounds see both ends, whoever is quicker in the others.
    const first = round === 1 ? bring() : null;
    await first;
    const retired = transact("test.retire", (tx) => work.retireReplacement(tx, ADMIN, request.id, "r"));
    if (round === 0) await retired;
    const [ended, reported] = await Promise.allSettled([
      retired,
      first ?? bring(),
      ...(round > 1 ? [work.tick()] : []),
    ]);
    if (ended.status === "rejected") throw ended.reason;
    const now = await read((tx) => work.findHostRequest(tx, ADMIN, request.id));
    const isBrought = codeOf(reported) === "done";
    seen.add(ended.value);
    expect([ended.value, isBrought, now?.status]).toEqual(
      isBrought
        ? ["draining", true, "done"]
        : [now?.status === "expired" ? "gone" : "cancelled", false, now?.status],
    );
  }
  expect(seen.has("draining") && seen.has("cancelled")).toBe(true);
  expect(await countDeadlocks()).toBe(before);
});
