import { beforeAll, expect, it } from "vitest";
import { aServerDatabase } from "../support/server";
import { EVERY_ACT, walkBoth } from "../work/support/queue-property";

beforeAll(async () => {
  const { drop } = await aServerDatabase();
  return drop;
});

it("the queue does exactly what its model does on PostgreSQL too", async () => {
  const { lives, steps, done } = await walkBoth(20, 8000);
  // Each act was done, so that what was shown was shown of each.
  expect(done).toEqual(EVERY_ACT);
  expect(lives).toBeGreaterThan(0);
  expect(steps).toBeGreaterThanOrEqual(EVERY_ACT.length);
});
