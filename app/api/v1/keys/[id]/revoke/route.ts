import { z } from "zod";
import { Key, KeyId } from "@/lib/platform/auth/schema";
import { revokeKey } from "@/lib/platform/auth/service";
import { route } from "@/lib/platform/http/route";

export const POST = route(
  {
    summary: "Revoke a key at once",
    scope: "access:manage",
    params: z.strictObject({ id: KeyId }),
    reply: Key,
  },
  ({ actor, params }) => revokeKey(actor, params.id),
);
