import { expect, it } from "vitest";
import "../support/embedded";
import { EVERY_ACT, walkGuardians } from "./support/guardian-property";
import { expectChained, expectWhole } from "./support/whole";

// Fewer runs where the machine is slow.
it("whatever guardians, people, agents and time do, the queue obeys base and overlays, and in the end the base alone", async () => {
  const { lives, steps, done } = await walkGuardians(8, 15_000, ({ walk }) => expectWhole(walk.project));
  // Each act was done, so that what was shown was shown of each.
  expect(done).toEqual(EVERY_ACT);
  // The four that are written out, and at least one of chance.
  expect(lives).toBeGreaterThan(4);
  expect(steps).toBeGreaterThanOrEqual(EVERY_ACT.length);
  await expectChained();
});
