"use client";

import { GuardianBadge } from "@/components/guardian/guardian-badge";
import { RelativeTime } from "@/components/ui/relative-time";
import { RowLink, Table, TableBody, TableHead, TableRow, Td, Th } from "@/components/ui/table";
import { OverlayEnd } from "@/components/work/overlays/time-left";
import { TextCell } from "@/components/work/text-cell";
import { useWorkHref } from "@/components/work/use-work-href";
import type { ActionSummary } from "@/lib/guardian/schema";
import { ActionButtons } from "../action-buttons";
import { byWords, TYPE_WORDS } from "../prepare-action";
import type { Viewer } from "../viewer";

/** On a phone the buttons make a row high, so that there is a third line for what tells rows apart. */
const NARROW = "min-w-32! max-sm:min-w-34! max-sm:[&>span]:line-clamp-3";

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
  return (
    <Table label={label}>
      <TableHead>
        <Th>What</Th>
        <Th className="w-1/3">Target</Th>
        <Th className="w-2/3">Reason</Th>
        <Th>Outcome</Th>
        <Th>By</Th>
        <Th numeric>Since</Th>
        <Th numeric>Ends</Th>
        {viewer.mayAct && (
          <Th pinned>
            <span className="sr-only">Decide</span>
          </Th>
        )}
      </TableHead>
      <TableBody>
        {actions.map((action) => (
          <TableRow key={action.id} id={action.id}>
            <Td rowHeader className="max-sm:min-w-24 max-sm:whitespace-normal!">
              <RowLink href={href(`/guardian/actions/${action.id}`)}>{TYPE_WORDS[action.actionType]}</RowLink>
            </Td>
            <TextCell title={action.targetLabel} className={NARROW}>
              {action.targetLabel}
            </TextCell>
            <TextCell title={action.reason} className="min-w-32!">
              {action.reason}
            </TextCell>
            <Td>
              <GuardianBadge kind="action" value={action.status} />
            </Td>
            <Td className="max-w-36 truncate" title={byWords(action)}>
              {byWords(action)}
            </Td>
            <Td numeric>
              <RelativeTime at={action.executedAt ?? action.createdAt} />
            </Td>
            <Td numeric>
              <ActionEnd action={action} />
            </Td>
            {viewer.mayAct && (
              <Td pinned>
                <ActionButtons inRow action={action} />
              </Td>
            )}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
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
