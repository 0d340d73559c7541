// The contract of saved views: names for the present filters of a list. Safe in a browser.
import { z } from "zod";
import { IdOf } from "../ids";
import { Instant, Line } from "../schema";

export const ViewId = IdOf("view");

/** Views that one person keeps, of all lists together. */
export const VIEWS_MAX = 100;

const name = Line(80);
const path = z
  .string()
  .max(100)
  .regex(/^\/[a-z-]+$/, "Must be the path of a list, such as /tasks.");
const query = z
  .string()
  .max(2000)
  .regex(/^[^?#\s]*$/, "Must be the address's query, without its question mark.");
const isShared = z.boolean().describe("Everybody sees it; its owner and admins may change it.");

export const SavedView = z
  .object({
    id: ViewId,
    name: z.string(),
    path: z.string(),
    query: z.string(),
    isShared,
    ownerName: z.string(),
    isOwn: z.boolean().describe("Whether whoever asks keeps it, rather than somebody who shares it."),
    mayChange: z.boolean().describe("Whether whoever asks may rename, share or delete it."),
    updatedAt: Instant,
  })
  .meta({ id: "SavedView" });
export type SavedView = z.infer<typeof SavedView>;

export const ViewsQuery = z.strictObject({ path: path.optional() });
export type ViewsQuery = z.infer<typeof ViewsQuery>;

export const ViewList = z.object({ items: z.array(SavedView) });
export type ViewList = z.infer<typeof ViewList>;

export const CreateView = z.strictObject({ name, path, query, isShared: isShared.default(false) });
export type CreateView = z.infer<typeof CreateView>;

export const UpdateView = z.strictObject({ name, query, isShared }).partial();
export type UpdateView = z.infer<typeof UpdateView>;
