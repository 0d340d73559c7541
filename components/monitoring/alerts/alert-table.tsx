"use client";

import { AlertBadge } from "@/components/monitoring/alert-badge";
import { Badge } from "@/components/ui/badge";
import { RelativeTime } from "@/components/ui/relative-time";
import { RowLink, Table, TableBody, TableHead, TableRow, Td, Th } from "@/components/ui/table";
import { TextCell } from "@/components/work/text-cell";
import { useWorkHref } from "@/components/work/use-work-href";
import type { Alert } from "@/lib/monitoring/schema";
import { AlertButtons } from "../alert/alert-buttons";
import { ruleWords } from "../prepare-alert";

export function AlertTable({ alerts, mayAct }: { alerts: Alert[]; mayAct: boolean }) {
  const href = useWorkHref();
  return (
    <Table label="Alerts">
      <TableHead>
        <Th>Severity</Th>
        <Th className="w-full">Alert</Th>
        <Th>State</Th>
        <Th>Rule</Th>
        <Th numeric>Seen</Th>
        <Th numeric>Raised</Th>
        {mayAct && (
          <Th>
            <span className="sr-only">What you can do</span>
          </Th>
        )}
      </TableHead>
      <TableBody>
        {alerts.map((alert) => (
          <TableRow key={alert.id} id={alert.id}>
            <Td>
              <AlertBadge kind="severity" value={alert.severity} />
            </Td>
            <TextCell rowHeader title={alert.title}>
              <RowLink href={href(`/alerts/${alert.id}`)}>{alert.title}</RowLink>
            </TextCell>
            <Td>
              <span className="inline-flex items-center gap-1.5">
                <AlertBadge kind="alert" value={alert.state} />
                {alert.escalated && <Badge tone="danger">Escalated</Badge>}
                {alert.clearSince && <Badge tone="success">Easing</Badge>}
              </span>
            </Td>
            <Td>{ruleWords(alert.rule)}</Td>
            <Td numeric title="How often the rule has found it">
              {alert.count.toLocaleString("en")}×
            </Td>
            <Td numeric>
              <RelativeTime at={alert.reopenedAt ?? alert.raisedAt} column />
            </Td>
            {mayAct && (
              <Td>
                <AlertButtons alert={alert} isRow />
              </Td>
            )}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
