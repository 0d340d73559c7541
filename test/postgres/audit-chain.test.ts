// Many who are audited at once, on a real PostgreSQL and through two pools, as two replicas have: one chain, without
// a gap and without a deadlock, whatever else their transactions lock.
import { beforeAll, describe, expect, it } from "vitest";
import { exportAudit } from "@/lib/platform/audit/export";
import { sealEvents } from "@/lib/platform/audit/seal";
import * as audit from "@/lib/platform/audit/service";
import { signNow } from "@/lib/platform/audit/signing";
import { getAuditState } from "@/lib/platform/audit/state";
import { verifyDatabase } from "@/lib/platform/audit/verify";
import { type Tx, transact } from "@/lib/platform/db/transact";
import { env } from "@/lib/platform/env";
import { Heartbeat } from "@/lib/work/schema";
import * as work from "@/lib/work/service";
import { cli } from "../cli/support/run-cli";
import { aBudget, spend } from "../costs/support/costs";
import { ADMIN, aKey, anAgent, aProject, aTicket } from "../support/makers";
import { countDeadlocks, many } from "../support/races";
import { aServerOfTwoPools } from "../support/server";
import { rows } from "../support/sql";
import { complete, createAll, fail, hold, take } from "../work/support/acts";

let ownUrl = "";
beforeAll(async () => {
  const { url, drop } = await aServerOfTwoPools(16);
  ownUrl = url;
  return drop;
});

async function expectWhole(): Promise<void> {
  const [count] = await rows<{ entries: number; links: number; last: number }>`
    SELECT (SELECT count(*)::int FROM audit_entries) AS entries, count(*)::int AS links, max(position)::int AS last
    FROM audit_chain`;
  expect(count?.links).toBe(count?.entries);
  expect(count?.last).toBe(count?.entries);
  expect(await verifyDatabase()).toMatchObject({ state: "whole", entries: count?.entries, fault: null });
}

describe("sixteen writers", () => {
  it("make one chain without a gap, although one in four rolls back", async () => {
    const before = await countDeadlocks();
    const ends = await Promise.allSettled(
      Array.from({ length: 16 }, (_, writer) =>
        (async () => {
          for (let n = 0; n < 25; n += 1) {
            const one = transact("test", async (tx) => {
              await audit.append(tx, {
                actor: ADMIN,
                act: "test.one",
                entity: `w${writer}`,
                projectId: null,
              });
              await audit.append(tx, {
                actor: ADMIN,
                act: "test.two",
                entity: `w${writer}`,
                projectId: null,
              });
              if (n % 4 === 3) throw new Error("changed my mind");
            });
            await one.catch((error: Error) => expect(error.message).toBe("changed my mind"));
          }
        })(),
      ),
    );
    expect(ends.every(({ status }) => status === "fulfilled")).toBe(true);
    const [found] = await rows<{ n: number; apart: number }>`
      SELECT count(*)::int AS n, count(*) FILTER (WHERE two.position <> one.position + 1)::int AS apart
      FROM audit_entries e JOIN audit_chain one USING (seq)
      JOIN audit_entries e2 ON e2.seq = (SELECT min(seq) FROM audit_entries n WHERE n.entity = e.entity AND n.seq > e.seq)
      JOIN audit_chain two ON two.seq = e2.seq
      WHERE e.act = 'test.one'`;
    // 25 less the 6 that were rolled back; what one transaction wrote stands side by side.
    expect(found).toEqual({ n: 16 * 19, apart: 0 });
    await expectWhole();
    expect(await countDeadlocks()).toBe(before);
  });

  it("of budgets, holds, keys, tickets and tasks meet without a deadlock", async () => {
    const project = await aProject();
    const budget = {
      scope: { kind: "project" as const, projectId: project.id },
      limit: "0.5",
      period: "daily" as const,
    };
    await aBudget(budget);
    const agents = await many(4, () => anAgent({ project, capacity: 50 }));
    await createAll(
      await aTicket({ project }),
      Array.from({ length: 80 }, () => ({})),
    );
    const before = await countDeadlocks();
    const holds = async () => {
      const { id } = await hold({ kind: "project", projectId: project.id }, { expiresInSeconds: 60 });
      await work.endHold(ADMIN, id, { reason: "over" });
    };
    const pull = async (agent: (typeof agents)[number]) => {
      for (const held of await take(agent, 5)) await complete(held);
    };
    await many(16, async (n) => {
      for (let round = 0; round < 6; round += 1) {
        if (n % 4 === 0) await holds();
        if (n % 4 === 1) await spend(0.1, { projectId: project.id });
        if (n % 4 === 2) await aKey({ project });
        if (n % 4 === 3) await pull(agents[n >> 2] as (typeof agents)[number]);
      }
    });
    await expectWhole();
    expect(await countDeadlocks()).toBe(before);
  });
});

it("events are sealed once each, whoever of the replicas is asked, and signed heads stay good", async () => {
  await aProject();
  const countOf = async () => {
    const [found] = await rows<{ events: number; sealed: number }>`
      SELECT (SELECT count(*)::int FROM events) AS events, coalesce(sum((detail::jsonb ->> 'count')::int), 0)::int AS sealed
      FROM audit_entries WHERE act = 'events.sealed'`;
    return found;
  };
  // Another database's transaction may keep some from being settled for a moment.
  await expect
    .poll(
      async () => {
        await many(6, () => sealEvents(40));
        const found = await countOf();
        return found?.events === found?.sealed;
      },
      { timeout: 20_000 },
    )
    .toBe(true);
  const seals = await rows<{ detail: string }>`
    SELECT detail FROM audit_entries WHERE act = 'events.sealed' ORDER BY seq`;
  const places = seals.map(({ detail }) => JSON.parse(detail) as { from: string; to: string });
  expect(places.slice(1).map(({ from }) => from)).toEqual(places.slice(0, -1).map(({ to }) => to));
  await many(4, () => signNow());
  expect(await verifyDatabase()).toMatchObject({ state: "whole", heads: 1, seals: { same: seals.length } });
});

it("claims, heartbeats, results and calls append nothing by themselves: only acts of governance do", async () => {
  const project = await aProject();
  const agent = await anAgent({ project, capacity: 10 });
  await createAll(
    await aTicket({ project }),
    Array.from({ length: 10 }, () => ({})),
  );
  const count = async () => (await rows`SELECT 1 FROM audit_entries`).length;
  const before = await count();
  const held = await take(agent, 10);
  expect(held).toHaveLength(10);
  await many(10, async (n) => {
    const one = held[n] as (typeof held)[number];
    await work.beat(one.key.actor, one.agent.id, Heartbeat.parse({ attempts: [one.ref] }));
    await spend(0.01, { projectId: project.id, taskId: one.task.id });
    await (n < 8 ? complete(one) : fail(one, n === 8));
  });
  expect(await count()).toBe(before);
});

it("without a key on a server heads are not signed, and everything says so", async () => {
  const settings = env();
  const key = settings.AUDIT_SIGNING_KEY;
  settings.AUDIT_SIGNING_KEY = undefined;
  try {
    const signed = await rows`SELECT 1 FROM audit_heads`;
    await aProject();
    expect(await signNow()).toBeNull();
    const state = await getAuditState(ADMIN, { fresh: true, waitMs: 25_000 });
    expect(state.signing).toEqual({ source: "none", keyId: null, publicKey: null });
    expect(state.lastCheck).toMatchObject({ state: "whole" });
    const text = await (await exportAudit(ADMIN, { format: "ndjson", seals: "true" })).text();
    const { head } = JSON.parse(text.trimEnd().split("\n").at(-1) ?? "");
    expect(Object.keys(head).sort()).toEqual(["at", "hash", "position"]);
    expect(await rows`SELECT 1 FROM audit_heads`).toHaveLength(signed.length);
  } finally {
    settings.AUDIT_SIGNING_KEY = key;
  }
});

it("an act whose entry cannot be linked is not done: the commit fails as a whole", async () => {
  const [head] = await rows<{ position: bigint; hash: string }>`SELECT position, hash FROM audit_chain_head`;
  const behind = (work: (tx: Tx) => Promise<unknown>) =>
    transact("test", async (tx) => {
      await tx.$executeRaw`SET LOCAL session_replication_role = replica`;
      await work(tx);
    });
  await behind((tx) => tx.$executeRaw`DELETE FROM audit_chain_head`);
  const before = await rows`SELECT id FROM projects`;
  await expect(aProject()).rejects.toThrow();
  expect(await rows`SELECT id FROM projects`).toEqual(before);
  await behind(
    (tx) =>
      tx.$executeRaw`INSERT INTO audit_chain_head VALUES (1, ${head?.position ?? 0n}, ${head?.hash ?? ""})`,
  );
  await aProject();
  await expectWhole();
});

describe("omoios audit verify --database", () => {
  it("follows the chain of a server by itself, and names what was tampered with behind its triggers", async () => {
    const whole = await cli(["audit", "verify", "--database", ownUrl, "--json"]);
    expect([whole.code, JSON.parse(whole.stdout).state]).toEqual([0, "whole"]);
    await transact("test", async (tx) => {
      await tx.$executeRaw`SET LOCAL session_replication_role = replica`;
      await tx.$executeRaw`UPDATE audit_entries SET actor_name = 'Mallory' WHERE seq = (SELECT seq FROM audit_chain WHERE position = 7)`;
    });
    const broken = await cli(["audit", "verify", "--database", ownUrl, "--json"]);
    expect(broken.code).toBe(11);
    expect(JSON.parse(broken.stdout).fault).toMatchObject({
      ...{ kind: "altered_row", position: 7 },
      detail: expect.stringContaining("actorName is not what was written"),
    });
  });

  it("says so where a database has no chain", async () => {
    const server = process.env.TEST_DATABASE_URL ?? "";
    expect(await cli(["audit", "verify", "--database", server])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("has no audit chain"),
    });
  });
});
