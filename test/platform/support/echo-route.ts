// A route that answers with what it was sent, to see what reaches a handler and what does not.
import { afterEach, vi } from "vitest";
import { z } from "zod";
import { route } from "@/lib/platform/http/route";
import "../../support/embedded";
import { call } from "../../support/call";
import { aKey } from "../../support/makers";

export const key = await aKey();
export const reached = vi.fn();
afterEach(() => reached.mockReset());

const Body = z.strictObject({
  name: z.string(),
  list: z.array(z.strictObject({ n: z.int() })).default([]),
});
export const echo = route(
  {
    summary: "test",
    scope: "work:read",
    params: z.strictObject({ id: z.string().regex(/^\d+$/) }),
    query: z.strictObject({ page: z.coerce.number().int().optional() }),
    body: Body,
    reply: Body,
  },
  async ({ body }) => {
    reached();
    return body;
  },
);
export const look = route(
  { summary: "test", scope: "work:read", reply: z.object({ name: z.string() }) },
  async ({ actor }) => {
    reached();
    return { name: actor.name };
  },
);
export const post = (options: Parameters<typeof call>[1] = {}) =>
  call(echo, { method: "POST", params: { id: "7" }, key, body: { name: "n" }, ...options });
