"use client";

import { AlertBadge } from "@/components/monitoring/alert-badge";
import { Badge } from "@/components/ui/badge";
import { Checkbox } from "@/components/ui/checkbox";
import { RelativeTime } from "@/components/ui/relative-time";
import { RowLink, Table, TableBody, TableHead, TableRow, Td, Th } from "@/components/ui/table";
import { TextCell } from "@/components/work/text-cell";
import { useWorkHref } from "@/components/work/use-work-href";
import type { Alert } from "@/lib/monitoring/schema";
import { AlertButtons } from "../alert/alert-buttons";
import { ruleWords } from "../prepare-alert";
import type { Selected } from "./use-selected";

export function AlertTable({
  alerts,
  selected,
}: {
  alerts: Alert[];
  /** Null for those who only look. */
  selected: Selected | null;
}) {
  const href = useWorkHref();
  const open = alerts.filter(({ state }) => state !== "resolved").map(({ id }) => id);
  return (
    <Table label="Alerts">
      <TableHead>
        {selected && (
          <Th className="w-8 pr-0! max-sm:hidden">
            <Checkbox
              label={<span className="sr-only">Select all</span>}
              checked={open.length > 0 && open.every((id) => selected.has(id))}
              disabled={open.length === 0}
              onChange={(event) => selected.put(open, event.target.checked)}
            />
          </Th>
        )}
        <Th>Severity</Th>
        <Th className="w-full">Alert</Th>
        <Th>State</Th>
        <Th>Rule</Th>
        <Th numeric>Seen</Th>
        <Th numeric>Raised</Th>
        {selected && (
          <Th pinned>
            <span className="sr-only">What you can do</span>
          </Th>
        )}
      </TableHead>
      <TableBody>
        {alerts.map((alert) => (
          <TableRow key={alert.id} id={alert.id} selected={selected?.has(alert.id)}>
            {selected && (
              <Td className="pr-0! max-sm:hidden">
                {alert.state !== "resolved" && (
                  <Checkbox
                    label={<span className="sr-only">Select: {alert.title}</span>}
                    checked={selected.has(alert.id)}
                    onChange={(event) => selected.put([alert.id], event.target.checked)}
                  />
                )}
              </Td>
            )}
            <Td>
              <AlertBadge kind="severity" value={alert.severity} />
            </Td>
            <TextCell rowHeader title={alert.title} className="max-sm:min-w-34! max-sm:[&>span]:line-clamp-3">
              <RowLink href={href(`/alerts/${alert.id}`)}>{alert.title}</RowLink>
            </TextCell>
            <Td>
              <span className="inline-flex items-center gap-1.5">
                <AlertBadge kind="alert" value={alert.state} />
                {alert.escalated && (
                  <Badge tone={alert.state === "resolved" ? "neutral" : "danger"}>Escalated</Badge>
                )}
                <LookedAfter alert={alert} />
                {alert.clearSince && alert.state !== "resolved" && <Badge tone="success">Easing</Badge>}
              </span>
            </Td>
            <Td>{ruleWords(alert.rule)}</Td>
            <Td numeric title="How often the rule has found it">
              {alert.count.toLocaleString("en")}×
            </Td>
            <Td numeric>
              <RelativeTime at={alert.reopenedAt ?? alert.raisedAt} column />
            </Td>
            {selected && (
              <Td pinned>
                <AlertButtons alert={alert} isRow />
              </Td>
            )}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

/** Who has it in hand, and when a silence ends. */
function LookedAfter({ alert: { state, acknowledged, silenced } }: { alert: Alert }) {
  if (state === "silenced" && silenced) {
    return (
      <span className="text-muted" title={`Silenced by ${silenced.name}`}>
        ends <RelativeTime at={silenced.until} />
      </span>
    );
  }
  if (state !== "acknowledged" || !acknowledged) return null;
  return (
    <span className="max-w-32 truncate text-muted" title={`Acknowledged by ${acknowledged.name}`}>
      by {acknowledged.name}
    </span>
  );
}
