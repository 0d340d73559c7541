import { beforeAll, expect, it } from "vitest";
import { EVERY_ACT, walkGuardians } from "../guardian/support/guardian-property";
import { expectChained, expectWhole } from "../guardian/support/whole";
import { aServerDatabase } from "../support/server";

beforeAll(async () => {
  const { drop } = await aServerDatabase();
  return drop;
});

it("guardians, people, agents and time leave the queue as its model says on PostgreSQL too", async () => {
  const { lives, steps, done } = await walkGuardians(12, 15_000, ({ walk }) => expectWhole(walk.project));
  // Each act was done, so that what was shown was shown of each.
  expect(done).toEqual(EVERY_ACT);
  // The two that are written out, and at least one of chance.
  expect(lives).toBeGreaterThan(2);
  expect(steps).toBeGreaterThanOrEqual(EVERY_ACT.length);
  await expectChained();
});
