import { expect, it } from "vitest";
import "../support/embedded";
import { EVERY_ACT, walkBoth } from "./support/queue-property";

// Fewer runs where the machine is slow.
it("the queue does exactly what its model does, and with every overlay gone it is as if none had been", async () => {
  const { lives, steps, done } = await walkBoth(12, 7000);
  // Each act was done, so that what was shown was shown of each.
  expect(done).toEqual(EVERY_ACT);
  expect(lives).toBeGreaterThan(0);
  expect(steps).toBeGreaterThanOrEqual(EVERY_ACT.length);
});
