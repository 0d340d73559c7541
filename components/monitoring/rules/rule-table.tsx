"use client";

import { AlertBadge } from "@/components/monitoring/alert-badge";
import { Badge } from "@/components/ui/badge";
import { RowLink, Table, TableBody, TableHead, TableRow, Td, Th } from "@/components/ui/table";
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
};

export function RuleTable({ rules }: { rules: AlertRuleView[] }) {
  const href = useWorkHref();
  return (
    <Table label="Alert rules">
      <TableHead>
        <Th>Rule</Th>
        <Th>Now</Th>
        <Th>Severity</Th>
        <Th className="w-full">Condition</Th>
        <Th>Watchdog</Th>
        <Th>Routes</Th>
        <Th numeric>Line</Th>
      </TableHead>
      <TableBody>
        {rules.map((rule) => (
          <TableRow key={rule.name} id={rule.name}>
            <Td rowHeader>
              <RowLink href={href("/alerts", { rule: rule.name })}>{ruleWords(rule.name)}</RowLink>
            </Td>
            <Td>
              <Now rule={rule} />
            </Td>
            <Td>
              <AlertBadge kind="severity" value={rule.severity} />
            </Td>
            <Td wrap className="min-w-80">
              <p className="wrap-anywhere">{rule.condition}</p>
              <p className="text-xs text-muted">
                {SUBJECT_WORDS[rule.subject]}
                {rule.forSeconds > 0 && `, for ${formatDuration(rule.forSeconds * 1000)}`}; over{" "}
                {rule.clearForSeconds > 0
                  ? `after ${formatDuration(rule.clearForSeconds * 1000)}`
                  : "at once"}
                {rule.groupBy.length > 0 && `; grouped by ${rule.groupBy.join(", ")}`}
              </p>
              {rule.problem && <p className="text-xs text-warning">{rule.problem}</p>}
            </Td>
            <Td wrap className="min-w-40">
              {rule.remedies.length === 0 ? <Nothing /> : remedyWords(rule)}
            </Td>
            <Td>
              {rule.routes.length === 0 ? (
                <Nothing />
              ) : (
                rule.routes.map((route) => <Badge key={route}>{route}</Badge>)
              )}
              {rule.unheardRoutes.length > 0 && (
                <p className="text-xs text-warning">
                  No webhook has{" "}
                  {rule.unheardRoutes.length === rule.routes.length ? "it" : rule.unheardRoutes.join(", ")}
                </p>
              )}
            </Td>
            <Td numeric>{rule.line ?? <Nothing />}</Td>
          </TableRow>
        ))}
      </TableBody>
    </Table>
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

function Nothing() {
  return <span className="text-faint">–</span>;
}
