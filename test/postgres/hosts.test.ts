import { beforeAll, expect, it } from "vitest";
import { RegisterHost, StartAgent } from "@/lib/work/schema";
import * as work from "@/lib/work/service";
import { ADMIN, aKey, anAgent, aProject, unique } from "../support/makers";
import { aServerDatabase } from "../support/server";
import { change, eventsOf } from "../support/sql";

beforeAll(async () => {
  const { drop } = await aServerDatabase();
  return drop;
});

async function aHost(agentsMax: number) {
  const project = await aProject();
  const key = await aKey({ project });
  const input = RegisterHost.parse({ name: unique("host"), agentsMax, templates: [{ name: "coder" }] });
  return { ...(await work.registerHost(key.actor, input)), key, project };
}

const start = (hostId: string) =>
  work.startAgent(ADMIN, hostId, StartAgent.parse({ template: "coder", reason: "r" }));
const beat = ({ host, key }: Awaited<ReturnType<typeof aHost>>) =>
  work.beatHost(key.actor, host.id, { running: [], isDraining: false, waitMs: 0 });

it("many who ask at once never get a host above its limit", async () => {
  const { host } = await aHost(5);
  const asked = await Promise.allSettled(Array.from({ length: 24 }, () => start(host.id)));
  expect(asked.filter(({ status }) => status === "fulfilled")).toHaveLength(5);
  const refused = asked.flatMap((one) => (one.status === "rejected" ? [one.reason.code] : []));
  expect(new Set(refused)).toEqual(new Set(["invalid_state"]));
});

it("a request is accepted or taken back, never both", async () => {
  for (let round = 0; round < 20; round += 1) {
    const made = await aHost(1);
    const request = await start(made.host.id);
    const [, cancelled] = await Promise.allSettled([
      beat(made),
      work.cancelStart(ADMIN, made.host.id, request.id),
    ]);
    const events = await eventsOf(made.host.id);
    expect(events.includes("host.start_accepted")).toBe(cancelled.status === "rejected");
    expect(events.includes("host.start_cancelled")).toBe(cancelled.status === "fulfilled");
  }
});

it("a request brings its agent or expires, never both, and by several clocks it expires once", async () => {
  for (let round = 0; round < 10; round += 1) {
    const made = await aHost(1);
    const request = await start(made.host.id);
    await beat(made);
    const { agent } = await anAgent({ project: made.project, key: made.key });
    await change`UPDATE host_requests SET expires_at = now() WHERE id = ${request.id}`;
    const result = { status: "done", agentId: agent.id } as const;
    const [reported] = await Promise.allSettled([
      work.reportStart(made.key.actor, made.host.id, request.id, result),
      work.tick(),
      work.tick(),
    ]);
    const events = await eventsOf(made.host.id);
    const isStarted = reported.status === "fulfilled";
    expect(events.filter((type) => type === "host.started")).toHaveLength(isStarted ? 1 : 0);
    expect(events.filter((type) => type === "host.start_expired")).toHaveLength(isStarted ? 0 : 1);
  }
});

it("a host that falls silent is told once by many clocks, and is back once, whoever comes first", async () => {
  for (let round = 0; round < 10; round += 1) {
    const made = await aHost(1);
    const told = async () =>
      (await eventsOf(made.host.id)).filter((type) => type === "host.offline" || type === "host.online");
    await change`UPDATE runner_hosts SET last_heartbeat_at = now() - interval '91 seconds'
      WHERE id = ${made.host.id}`;
    await Promise.all([beat(made), work.tick(), work.tick(), work.tick(), beat(made)]);
    const events = await told();
    expect([[], ["host.offline", "host.online"]]).toContainEqual(events);
    await beat(made);
    await work.tick();
    expect(await told()).toEqual(events);
  }
});
