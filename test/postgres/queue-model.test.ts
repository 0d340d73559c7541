import { beforeAll, it } from "vitest";
import { aServerDatabase } from "../support/server";
import { queueFollowsItsModel } from "../work/support/queue-property";

beforeAll(async () => {
  const { drop } = await aServerDatabase();
  return drop;
});

it("the queue does exactly what its model does on PostgreSQL too", async () => {
  await queueFollowsItsModel(20, 8000);
}, 60_000);
