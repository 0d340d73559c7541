"use client";

import { GuardianBadge } from "@/components/guardian/guardian-badge";
import { type Column, ListTable } from "@/components/ui/list-table";
import { RelativeTime } from "@/components/ui/relative-time";
import { RowLink } from "@/components/ui/table";
import { OverlayEnd } from "@/components/work/overlays/time-left";
import { useWorkHref } from "@/components/work/use-work-href";
import type { ActionSummary } from "@/lib/guardian/schema";
import { ActionButtons } from "../action-buttons";
import { byWords, TYPE_WORDS } from "../prepare-action";
import type { Viewer } from "../viewer";

/** Interventions, a row each; the type leads to all there is about it. */
export function ActionTable({
  label,
  actions,
  viewer,
}: {
  label: string;
  actions: ActionSummary[];
  viewer: Viewer;
}) {
  const href = useWorkHref();
  const columns: Column<ActionSummary>[] = [
    {
      head: "What",
      as: "name",
      cell: (action) => (
        <RowLink href={href(`/guardian/actions/${action.id}`)}>{TYPE_WORDS[action.actionType]}</RowLink>
      ),
    },
    {
      head: "Target",
      as: "text",
      headClassName: "w-1/3",
      cut: (action) => action.targetLabel,
      cell: (action) => action.targetLabel,
    },
    {
      head: "Reason",
      as: "text",
      headClassName: "w-2/3",
      cut: (action) => action.reason,
      cell: (action) => action.reason,
    },
    { head: "Outcome", as: "mark", cell: (action) => <GuardianBadge kind="action" value={action.status} /> },
    {
      head: "By",
      cell: (action) => (
        <span
          className="inline-block max-w-36 truncate align-bottom stacked:inline stacked:whitespace-normal"
          title={byWords(action)}
        >
          {byWords(action)}
        </span>
      ),
    },
    {
      head: "Since",
      numeric: true,
      cell: (action) => <RelativeTime at={action.executedAt ?? action.createdAt} />,
    },
    { head: "Ends", numeric: true, cell: (action) => <ActionEnd action={action} /> },
  ];
  if (viewer.mayAct) {
    columns.push({ head: "Decide", as: "acts", cell: (action) => <ActionButtons inRow action={action} /> });
  }
  return <ListTable label={label} columns={columns} rows={actions} />;
}

/** When what it laid ends, or ended; what lasts no time has no end. */
function ActionEnd({ action }: { action: ActionSummary }) {
  const { expiresAt, revertedAt, revertCause } = action;
  if (revertedAt) {
    const endedBy = revertCause === "expired" ? "system" : "somebody";
    return <OverlayEnd overlay={{ expiresAt, endedAt: revertedAt, endedBy }} />;
  }
  if (action.status === "proposed" && action.approval) {
    return <OverlayEnd overlay={{ expiresAt: action.approval.expiresAt, endedAt: null, endedBy: null }} />;
  }
  if (!expiresAt) return <span className="text-muted">–</span>;
  return <OverlayEnd overlay={{ expiresAt, endedAt: null, endedBy: null }} />;
}
