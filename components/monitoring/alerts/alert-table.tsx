"use client";

import { AlertBadge } from "@/components/monitoring/alert-badge";
import { Badge } from "@/components/ui/badge";
import { Checkbox } from "@/components/ui/checkbox";
import { type Column, ListTable } from "@/components/ui/list-table";
import { RelativeTime } from "@/components/ui/relative-time";
import { RowLink } from "@/components/ui/table";
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
  const columns: Column<Alert>[] = [
    { head: "Severity", as: "mark", cell: (alert) => <AlertBadge kind="severity" value={alert.severity} /> },
    {
      head: "Alert",
      as: "name",
      headClassName: "w-full",
      cut: (alert) => alert.title,
      cell: (alert) => <RowLink href={href(`/alerts/${alert.id}`)}>{alert.title}</RowLink>,
    },
    { head: "State", as: "mark", cell: (alert) => <State alert={alert} /> },
    { head: "Rule", cell: (alert) => ruleWords(alert.rule) },
    {
      head: "Raised",
      numeric: true,
      cell: (alert) => <RelativeTime at={alert.reopenedAt ?? alert.raisedAt} column />,
    },
  ];
  if (selected) {
    columns.unshift({
      head: "Select",
      as: "mark",
      className: "w-8 pr-0!",
      headControl: (
        <Checkbox
          label={<span className="sr-only stacked:not-sr-only">Select all</span>}
          checked={open.length > 0 && open.every((id) => selected.has(id))}
          disabled={open.length === 0}
          onChange={(event) => selected.put(open, event.target.checked)}
        />
      ),
      cell: (alert) =>
        alert.state !== "resolved" && (
          <Checkbox
            label={<span className="sr-only">Select: {alert.title}</span>}
            checked={selected.has(alert.id)}
            onChange={(event) => selected.put([alert.id], event.target.checked)}
          />
        ),
    });
    columns.push({
      head: "What you can do",
      as: "acts",
      cell: (alert) => <AlertButtons alert={alert} isRow />,
    });
  }
  return (
    <ListTable
      label="Alerts"
      columns={columns}
      rows={alerts}
      isSelected={({ id }) => selected?.has(id) === true}
    />
  );
}

function State({ alert }: { alert: Alert }) {
  return (
    <span className="inline-flex items-center gap-1.5 stacked:flex-wrap">
      <AlertBadge kind="alert" value={alert.state} />
      {alert.escalated && <Badge tone={alert.state === "resolved" ? "neutral" : "danger"}>Escalated</Badge>}
      <LookedAfter alert={alert} />
      {alert.clearSince && alert.state !== "resolved" && <Badge tone="success">Easing</Badge>}
    </span>
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
