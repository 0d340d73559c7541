import * as audit from "../audit/service";
import { type Actor, requireScope } from "../auth/actor";
import { isUniqueViolation, read, type Tx, transact } from "../db/transact";
import { AppError } from "../errors";
import { newId } from "../ids";
import {
  type CreateView,
  type SavedView,
  type UpdateView,
  VIEWS_MAX,
  type ViewList,
  type ViewsQuery,
} from "./schema";
import * as store from "./store";

/** One's own views and those that others share. */
export async function listViews(actor: Actor, query: ViewsQuery): Promise<ViewList> {
  requireScope(actor, "work:read");
  const rows = await read((tx) => store.listViews(tx, actor.id, query.path));
  return { items: rows.map((row) => toView(actor, row)) };
}

/** Keeps the filters of a list under a name. Throws `conflict` for a name that one has for this list already. */
export async function createView(actor: Actor, input: CreateView): Promise<SavedView> {
  requireScope(actor, "work:read");
  return transact("view.create", async (tx) => {
    await store.lockOwner(tx, actor.id);
    if ((await store.countViews(tx, actor.id)) >= VIEWS_MAX) {
      throw new AppError("invalid_state", `You keep ${VIEWS_MAX} views already; delete one first.`);
    }
    const row = await store.insertView(tx, newId("view"), actor, input).catch(nameTaken);
    await record(tx, actor, "view.create", row);
    return toView(actor, row);
  });
}

/** Renames, shares or re-aims a view. Throws `forbidden` for a shared one of somebody else. */
export async function updateView(actor: Actor, id: string, input: UpdateView): Promise<SavedView> {
  requireScope(actor, "work:read");
  return transact("view.update", async (tx) => {
    await getChangeable(tx, actor, id);
    const row = await store.updateView(tx, id, input).catch(nameTaken);
    if (!row) throw absent();
    await record(tx, actor, "view.update", row);
    return toView(actor, row);
  });
}

export async function deleteView(actor: Actor, id: string): Promise<SavedView> {
  requireScope(actor, "work:read");
  return transact("view.delete", async (tx) => {
    const row = await getChangeable(tx, actor, id);
    if (!(await store.deleteView(tx, id))) throw absent();
    await record(tx, actor, "view.delete", row);
    return toView(actor, row);
  });
}

async function getChangeable(tx: Tx, actor: Actor, id: string): Promise<store.ViewRow> {
  const row = await store.findView(tx, id);
  if (!row || !(row.isShared || row.owner === actor.id)) throw absent();
  if (!mayChange(actor, row)) {
    throw new AppError("forbidden", `This view is ${row.ownerName}'s: they and admins may change it.`);
  }
  return row;
}

/** An admin may tidy up what everybody sees, and nobody else's own views. */
function mayChange(actor: Actor, row: store.ViewRow): boolean {
  return row.owner === actor.id || (row.isShared && actor.scopes.includes("access:manage"));
}

function toView(actor: Actor, row: store.ViewRow): SavedView {
  const { id, name, path, query, isShared, ownerName } = row;
  const updatedAt = row.updatedAt.toISOString();
  const isOwn = row.owner === actor.id;
  return { id, name, path, query, isShared, ownerName, isOwn, mayChange: mayChange(actor, row), updatedAt };
}

function record(tx: Tx, actor: Actor, act: string, { id, name, path, isShared }: store.ViewRow) {
  return audit.append(tx, { actor, act, entity: id, projectId: null, detail: { name, path, isShared } });
}

function absent(): AppError {
  return new AppError("not_found", "There is no such view.");
}

function nameTaken(cause: unknown): never {
  if (!isUniqueViolation(cause)) throw cause;
  const detail = "You have a view of this name for this list.";
  throw new AppError("conflict", detail, { cause, issues: [{ in: "body", pointer: "/name", detail }] });
}
