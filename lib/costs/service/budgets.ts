import Big from "big.js";
import * as audit from "@/lib/platform/audit/service";
import { type Actor, requireScope, seenBy } from "@/lib/platform/auth/actor";
import { toPage } from "@/lib/platform/db/page";
import { read, type Tx, transact } from "@/lib/platform/db/transact";
import { AppError } from "@/lib/platform/errors";
import type { EventType } from "@/lib/platform/events/schema";
import { publish } from "@/lib/platform/events/service";
import { newId } from "@/lib/platform/ids";
import type { Page } from "@/lib/platform/schema";
import { resolveScope } from "@/lib/work/service";
import { requireOrder } from "../rules";
import type { Budget, BudgetDetail, BudgetsQuery, CreateBudget, UpdateBudget } from "../schema";
import * as store from "../store/budgets";
import { lockOutRecording } from "../store/insert";
import { ensurePeriod, listPaused } from "../store/periods";
import { countRunning } from "../store/reserve";
import { toBudget } from "./budget-reply";
import { settleKinds } from "./parking";
import { resume, settle } from "./periods";
import { requireZone } from "./zones";

/** Budgets, the newest first. A key of one project sees its own: what all projects spend is none of its business. */
export async function listBudgets(actor: Actor, query: BudgetsQuery): Promise<Page<Budget>> {
  requireScope(actor, "work:read");
  const project = actor.projectId ?? query.project;
  const isOwnOnly = actor.projectId !== null;
  const rows = await read((tx) => store.listBudgets(tx, { ...query, project, isOwnOnly }));
  return toPage(rows, query.limit, toBudget);
}

/** A budget, and what runs under it. */
export async function getBudget(actor: Actor, id: string): Promise<BudgetDetail> {
  requireScope(actor, "work:read");
  return read(async (tx) => {
    const row = seenBy(actor, "budget", await store.findBudget(tx, id));
    if (row.isDeleted) throw new AppError("not_found", "There is no such budget.");
    return { ...toBudget(row), running: await countRunning(tx, id) };
  });
}

/** Sets a budget. It counts what its current period has seen already, and pauses its scope at once if that is too much. */
export async function createBudget(actor: Actor, input: CreateBudget): Promise<Budget> {
  requireScope(actor, "costs:manage");
  requireOrder(input);
  await requireZone(input.zone, "body");
  return transact("budget.create", async (tx) => {
    await lockOutRecording(tx);
    const asked = input.scope.kind === "global" ? { kind: "all" as const } : input.scope;
    const scope = await resolveScope(tx, actor, asked);
    const id = newId("bud");
    const { scope: of, ...fields } = input;
    await store.insertBudget(tx, {
      ...fields,
      id,
      projectId: scope.projectId,
      scopeKind: of.kind,
      scopeTarget: scope.target,
      scopeLabel: scope.label,
      createdBy: actor.id,
    });
    const key = await ensurePeriod(tx, id);
    const budget = toBudget(await getRow(tx, id));
    await tell(tx, actor, "cost.budget.created", budget, { ...input });
    await settle(tx, [key]);
    return toBudget(await getRow(tx, id));
  });
}

/** Changes a budget. What is not exceeded any more goes on at once; what is now, stops. */
export async function updateBudget(actor: Actor, id: string, input: UpdateBudget): Promise<Budget> {
  requireScope(actor, "costs:manage");
  return transact("budget.update", async (tx) => {
    const { isDeleted, ...before } = await lockSeen(tx, actor, id);
    if (isDeleted) throw new AppError("not_found", "There is no such budget.");
    const { limit, warnAt, criticalAt, onExceed } = before;
    const from = { limit, warnAt, criticalAt, onExceed };
    // The same amount in other digits is no change.
    const to = { ...from, ...input, limit: new Big(input.limit ?? limit).toFixed() };
    requireOrder(to);
    if (JSON.stringify(to) === JSON.stringify(from)) return before;
    await store.updateBudget(tx, id, to);
    await tell(tx, actor, "cost.budget.updated", before, { from, to });
    await settle(tx, [await ensurePeriod(tx, id)]);
    // What it can carry now is claimed at once, and not only when the clock looks.
    await settleKinds(tx, id);
    return toBudget(await getRow(tx, id));
  });
}

/** Deletes a budget and ends what it pauses; answers how it was last. Deleting it again changes nothing. */
export async function deleteBudget(actor: Actor, id: string): Promise<Budget> {
  requireScope(actor, "costs:manage");
  return transact("budget.delete", async (tx) => {
    const { isDeleted, ...before } = await lockSeen(tx, actor, id);
    if (isDeleted) return before;
    await store.markDeleted(tx, id);
    await tell(tx, actor, "cost.budget.deleted", before, { limit: before.limit });
    for (const period of await listPaused(tx, id)) await resume(tx, period, "The budget was deleted.");
    await settleKinds(tx, id);
    return toBudget(await getRow(tx, id));
  });
}

async function lockSeen(tx: Tx, actor: Actor, id: string): Promise<Budget & { isDeleted: boolean }> {
  const locked = await store.lockBudget(tx, id);
  const row = locked && seenBy(actor, "budget", await store.findBudget(tx, id));
  if (!locked || !row) throw new AppError("not_found", "There is no such budget.");
  return { ...toBudget(row), ...locked };
}

async function getRow(tx: Tx, id: string): Promise<store.BudgetRow> {
  const row = await store.findBudget(tx, id);
  if (!row) throw new Error(`The budget ${id} vanished.`);
  return row;
}

/** The audit entry and the event of a person's change, which say the same. */
async function tell(
  tx: Tx,
  actor: Actor,
  type: EventType,
  { id: entity, projectId, scopeLabel: label }: Budget,
  own: Record<string, unknown>,
): Promise<void> {
  const detail = { label, ...own };
  await audit.append(tx, { actor, act: type, entity, projectId, detail });
  await publish(tx, actor, { type, entity, projectId, payload: detail });
}
