import { describe, expect, it } from "vitest";
import { keepHouse } from "@/lib/platform/jobs/housekeeping";
import { startLoop } from "@/lib/platform/jobs/loop";
import "../support/embedded";
import { aPerson } from "../support/makers";
import { change, rows } from "../support/sql";

describe("a clock", () => {
  it("goes on after a tick that failed, and never runs two ticks at once", async () => {
    let ticks = 0;
    let running = 0;
    let most = 0;
    const stop = startLoop("test", 1, async () => {
      ticks += 1;
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running -= 1;
      if (ticks === 2) throw new Error("once");
    });
    while (ticks < 5) await new Promise((resolve) => setTimeout(resolve, 5));
    await stop();
    expect(most).toBe(1);
  });

  it("stops when its tick has ended, and does not tick again", async () => {
    let ended = 0;
    const stop = startLoop("test", 60_000, async () => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      ended += 1;
    });
    await stop();
    expect(ended).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(ended).toBe(1);
  });
});

it("housekeeping removes what is over and nothing that still counts", async () => {
  const [gone, here] = [await aPerson("viewer"), await aPerson("viewer")];
  await change`UPDATE sessions SET expires_at = now() - interval '1 second' WHERE user_id = ${gone.id}`;
  await change`INSERT INTO idempotency_keys (actor, key, request_hash, created_at) VALUES
    ('a', 'old', 'h', now() - interval '49 hours'), ('a', 'new', 'h', now() - interval '47 hours')`;
  await change`INSERT INTO rate_limits (key, points, expire) VALUES
    ('old', 1, now() - interval '1 second'), ('new', 1, now() + interval '1 minute')`;
  await keepHouse();
  const sessions = await rows<{ id: string }>`SELECT user_id AS id FROM sessions`;
  expect(sessions).toEqual([{ id: here.id }]);
  expect(await rows`SELECT key FROM idempotency_keys`).toEqual([{ key: "new" }]);
  expect(await rows`SELECT key FROM rate_limits`).toEqual([{ key: "new" }]);
});
