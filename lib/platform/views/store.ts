import type { SavedView as Row } from "@/lib/generated/prisma/client";
import type { Tx } from "../db/transact";
import type { CreateView, UpdateView } from "./schema";

export type ViewRow = Row;

/** A cap for what is shared as well: a menu of more helps nobody. */
const LISTED_MAX = 300;

/** One's own views and those that are shared, by name. */
export function listViews(tx: Tx, owner: string, path: string | undefined): Promise<ViewRow[]> {
  return tx.savedView.findMany({
    where: { ...(path ? { path } : {}), OR: [{ owner }, { isShared: true }] },
    orderBy: [{ name: "asc" }, { id: "asc" }],
    take: LISTED_MAX,
  });
}

export function findView(tx: Tx, id: string): Promise<ViewRow | null> {
  return tx.savedView.findUnique({ where: { id } });
}

const OWNER_LOCK = 7_402_117_003;

/** Until the transaction ends: views saved at once would else be counted at once, and go over the limit together. */
export async function lockOwner(tx: Tx, owner: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${owner}, ${OWNER_LOCK}))`;
}

export function countViews(tx: Tx, owner: string): Promise<number> {
  return tx.savedView.count({ where: { owner } });
}

export function insertView(
  tx: Tx,
  id: string,
  owner: { id: string; name: string },
  view: CreateView,
): Promise<ViewRow> {
  return tx.savedView.create({ data: { id, owner: owner.id, ownerName: owner.name, ...view } });
}

/** Null when it was deleted meanwhile. */
export async function updateView(tx: Tx, id: string, change: UpdateView): Promise<ViewRow | null> {
  const { name, query, isShared } = change;
  const data = {
    ...(name === undefined ? {} : { name }),
    ...(query === undefined ? {} : { query }),
    ...(isShared === undefined ? {} : { isShared }),
  };
  await tx.$executeRaw`UPDATE saved_views SET updated_at = now() WHERE id = ${id}`;
  const [row] = await tx.savedView.updateManyAndReturn({ where: { id }, data });
  return row ?? null;
}

export async function deleteView(tx: Tx, id: string): Promise<boolean> {
  const { count } = await tx.savedView.deleteMany({ where: { id } });
  return count > 0;
}
