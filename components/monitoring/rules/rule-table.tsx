"use client";

import { AlertBadge } from "@/components/monitoring/alert-badge";
import { Badge } from "@/components/ui/badge";
import { type Column, ListTable } from "@/components/ui/list-table";
import { RowLink } from "@/components/ui/table";
import { formatDuration } from "@/components/ui/time-format";
import { useWorkHref } from "@/components/work/use-work-href";
import type { AlertRuleView } from "@/lib/monitoring/schema";
import { REMEDY_WORDS, ruleWords } from "../prepare-alert";

const SUBJECT_WORDS: Record<AlertRuleView["subject"], string> = {
  whole: "Once",
  task: "For each task",
  agent: "For each agent",
  host: "For each host",
  failed_task: "For each failed task",
  webhook: "For each webhook",
};

export function RuleTable({ rules }: { rules: AlertRuleView[] }) {
  const href = useWorkHref();
  const columns: Column<AlertRuleView>[] = [
    {
      head: "Rule",
      as: "name",
      cell: (rule) => <RowLink href={href("/alerts", { rule: rule.name })}>{ruleWords(rule.name)}</RowLink>,
    },
    { head: "Now", as: "mark", cell: (rule) => <Now rule={rule} /> },
    {
      head: "Severity",
      as: "mark",
      cell: (rule) => <AlertBadge kind="severity" value={rule.severity} />,
    },
    {
      head: "Condition",
      as: "text",
      className: "min-w-80 whitespace-normal!",
      headClassName: "w-full",
      cell: (rule) => <Condition rule={rule} />,
    },
    {
      head: "Watchdog",
      className: "min-w-40 whitespace-normal!",
      cell: (rule) => (rule.remedies.length > 0 ? remedyWords(rule) : null),
    },
    {
      head: "Routes",
      className: "stacked:basis-full",
      cell: (rule) => (rule.routes.length > 0 ? <Routes rule={rule} /> : null),
    },
    { head: "Line", numeric: true, cell: (rule) => rule.line },
  ];
  const rows = rules.map((rule) => ({ ...rule, id: rule.name }));
  return <ListTable label="Alert rules" columns={columns} rows={rows} />;
}

function Condition({ rule }: { rule: AlertRuleView }) {
  return (
    <>
      <p className="wrap-anywhere">{rule.condition}</p>
      <p className="text-xs text-muted">
        {SUBJECT_WORDS[rule.subject]}
        {rule.forSeconds > 0 && `, for ${formatDuration(rule.forSeconds * 1000)}`}; over{" "}
        {rule.clearForSeconds > 0 ? `after ${formatDuration(rule.clearForSeconds * 1000)}` : "at once"}
        {rule.groupBy.length > 0 && `; grouped by ${rule.groupBy.join(", ")}`}
      </p>
      {rule.problem && <p className="text-xs text-warning">{rule.problem}</p>}
    </>
  );
}

function Routes({ rule: { routes, unheardRoutes } }: { rule: AlertRuleView }) {
  return (
    <>
      <span className="inline-flex gap-1 align-top">
        {routes.map((route) => (
          <Badge key={route}>{route}</Badge>
        ))}
      </span>
      {unheardRoutes.length > 0 && (
        <p className="text-xs text-warning">
          No webhook has {unheardRoutes.length === routes.length ? "it" : unheardRoutes.join(", ")}
        </p>
      )}
    </>
  );
}

function Now({ rule: { live, pending, problem } }: { rule: AlertRuleView }) {
  if (live > 0) return <Badge tone="danger">{live.toLocaleString("en")} live</Badge>;
  if (pending > 0) return <Badge tone="warning">{pending.toLocaleString("en")} pending</Badge>;
  return problem ? <Badge tone="warning">Not decided</Badge> : <Badge tone="success">Quiet</Badge>;
}

function remedyWords({ remedies }: AlertRuleView): string {
  const words = [...new Set(remedies)].map((kind) => {
    const times = remedies.filter((one) => one === kind).length;
    return times === 1 ? REMEDY_WORDS[kind] : `${REMEDY_WORDS[kind]}, ${times} times`;
  });
  return words.map((text, index) => (index === 0 ? text : text.toLowerCase())).join(", then ");
}
