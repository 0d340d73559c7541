import { type Actor, requireScope, seenBy } from "@/lib/platform/auth/actor";
import { toPage } from "@/lib/platform/db/page";
import { read } from "@/lib/platform/db/transact";
import { type CsvColumns, csvResponse, pagesOf } from "@/lib/platform/http/csv";
import type { Page } from "@/lib/platform/schema";
import type { ActionSummary, ActionsQuery, ExportActions, GuardianAction } from "../schema";
import * as store from "../store/action-rows";
import { listEffects } from "../store/effects";
import { findOvertaken } from "./overtaken";
import { toGuardianAction, toSummary } from "./reply";

/** The newest first. A key of one project sees its own: what concerns all projects names others' agents and tasks. */
export async function listActions(actor: Actor, query: ActionsQuery): Promise<Page<ActionSummary>> {
  requireScope(actor, "work:read");
  const project = actor.projectId ?? query.project;
  const isOwnOnly = actor.projectId !== null;
  return read(async (tx) => {
    const rows = await store.listActions(tx, { ...query, project, isOwnOnly });
    const overtaken = await findOvertaken(tx, rows);
    return toPage(rows, query.limit, (row) => toSummary(actor, row, overtaken.get(row.id)));
  });
}

export async function getAction(actor: Actor, id: string): Promise<GuardianAction> {
  requireScope(actor, "work:read");
  return read(async (tx) => {
    const action = seenBy(actor, "action", await store.findAction(tx, id));
    const overtaken = await findOvertaken(tx, [action]);
    return toGuardianAction(actor, action, await listEffects(tx, id), overtaken.get(id));
  });
}

const COLUMNS: CsvColumns<ActionSummary> = {
  id: (action) => action.id,
  action_type: (action) => action.actionType,
  status: (action) => action.status,
  target_entity: (action) => action.targetEntity,
  target: (action) => action.targetLabel,
  project_id: (action) => action.projectId,
  authority_level: (action) => action.authorityLevel,
  reason: (action) => action.reason,
  initiated_by: (action) => action.initiatedBy.id,
  initiated_by_name: (action) => action.initiatedBy.name,
  approved_by: (action) => action.approvedBy?.id,
  approved_by_name: (action) => action.approvedBy?.name,
  created_at: (action) => action.createdAt,
  executed_at: (action) => action.executedAt,
  expires_at: (action) => action.expiresAt,
  reverted_at: (action) => action.revertedAt,
  revert_cause: (action) => action.revertCause,
  policy: (action) => action.policy?.name,
  alert_id: (action) => action.alertId,
  is_break_glass: (action) => action.breakGlass !== null,
  review: (action) => action.breakGlass?.verdict,
  failure: (action) => action.failure,
  plan_hash: (action) => action.planHash,
};

/** The most that a page of any list may have. */
const limit = 200;

export function exportActions(actor: Actor, { format: _, ...query }: ExportActions): Promise<Response> {
  return csvResponse(
    "guardian-actions",
    COLUMNS,
    pagesOf((cursor) => listActions(actor, { ...query, cursor, limit })),
  );
}
