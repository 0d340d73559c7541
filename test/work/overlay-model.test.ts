import { it } from "vitest";
import "../support/embedded";
import { queueFollowsItsModel } from "./support/queue-property";

// Fewer runs where the machine is slow.
it("the queue does exactly what its model does, and with every overlay gone it is as if none had been", async () => {
  await queueFollowsItsModel(12, 7000);
}, 60_000);
