import { aboutKey } from "@/lib/platform/auth/asked-key";
import { CreateKey, IssuedKey, Keys } from "@/lib/platform/auth/schema";
import { createKey, listKeys } from "@/lib/platform/auth/service";
import { route } from "@/lib/platform/http/route";

export const GET = route({ summary: "List keys", scope: "access:manage", reply: Keys }, ({ actor }) =>
  listKeys(actor),
);

export const POST = route(
  {
    summary: "Issue a key; the secret is shown this once",
    scope: "access:manage",
    about: aboutKey,
    body: CreateKey,
    reply: IssuedKey,
    status: 201,
  },
  ({ actor, body }) => createKey(actor, body),
);
