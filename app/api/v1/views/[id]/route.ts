import { z } from "zod";
import { route } from "@/lib/platform/http/route";
import { SavedView, UpdateView, ViewId } from "@/lib/platform/views/schema";
import { deleteView, updateView } from "@/lib/platform/views/service";

const Params = z.strictObject({ id: ViewId });

export const PATCH = route(
  {
    summary: "Rename, share or re-aim a saved view",
    scope: "work:read",
    params: Params,
    body: UpdateView,
    reply: SavedView,
  },
  ({ actor, params, body }) => updateView(actor, params.id, body),
);

export const DELETE = route(
  { summary: "Delete a saved view", scope: "work:read", params: Params, reply: SavedView },
  ({ actor, params }) => deleteView(actor, params.id),
);
