import { beforeAll, expect, it } from "vitest";
import type { Actor } from "@/lib/platform/auth/actor";
import { createView } from "@/lib/platform/views/service";
import { createWebhook } from "@/lib/platform/webhooks/service";
import { ADMIN, aPerson, unique } from "../support/makers";
import { aServerDatabase } from "../support/server";
import { change } from "../support/sql";

beforeAll(async () => {
  const { drop } = await aServerDatabase();
  return drop;
});

/** How eight that ask at once fared: those that were let in, and the codes of the refusals. */
async function atOnce(ask: () => Promise<unknown>) {
  const asked = await Promise.allSettled(Array.from({ length: 8 }, ask));
  const refused = asked.flatMap((one) => (one.status === "rejected" ? [one.reason.code] : []));
  return { letIn: asked.length - refused.length, refused: new Set(refused) };
}

const save = (actor: Actor) => () =>
  createView(actor, { name: unique("view"), path: "/tasks", query: "", isShared: false });

it("views saved at once never exceed a person's hundred", async () => {
  const { actor } = await aPerson("viewer");
  for (let count = 0; count < 98; count += 1) await save(actor)();
  expect(await atOnce(save(actor))).toEqual({ letIn: 2, refused: new Set(["invalid_state"]) });
});

it("webhooks made at once never exceed five hundred", async () => {
  await change`
    INSERT INTO webhook_endpoints (id, name, url, types, secret_sealed, created_by)
    SELECT 'whk_' || n, 'w', 'https://example.com', '{}', '', 'x' FROM generate_series(1, 498) AS n`;
  // An address of the public internet: nothing is looked up, and nothing is sent.
  const make = () =>
    createWebhook(ADMIN, { name: "w", url: "https://93.184.216.34", types: [], projectId: null });
  expect(await atOnce(make)).toEqual({ letIn: 2, refused: new Set(["invalid_state"]) });
});
