"use client";

import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import { RelativeTime } from "@/components/ui/relative-time";
import { RowLink, Table, TableBody, TableHead, TableRow, Td, Th } from "@/components/ui/table";
import { useWorkHref } from "@/components/work/use-work-href";
import type { Samples } from "@/lib/monitoring/schema";
import { anomalyWords } from "../prepare-samples";

/** Where the metric left its usual course; each opens its alert. */
export function AnomalyPanel({ samples: { metric, anomalies } }: { samples: Samples }) {
  const href = useWorkHref();
  return (
    <Panel title="Anomalies" count={anomalies.length} flush>
      {anomalies.length === 0 ? (
        <EmptyState
          title="Nothing unusual"
          appears="Where this metric left the course of its last day appears here and is marked in the chart."
          how="config/alert_rules.yaml says which metrics are watched, and how far is unusual."
        />
      ) : (
        <Table label="Anomalies">
          <TableHead>
            <Th className="w-full">What</Th>
            <Th numeric>Began</Th>
            <Th numeric>Ended</Th>
          </TableHead>
          <TableBody>
            {anomalies.map((mark) => (
              <TableRow key={mark.alertId}>
                <Td rowHeader>
                  <RowLink href={href(`/alerts/${mark.alertId}`)}>
                    {[...Object.values(mark.labels), anomalyWords(metric, mark)].join(": ")}
                  </RowLink>
                </Td>
                <Td numeric>
                  <RelativeTime at={mark.from} />
                </Td>
                <Td numeric>{mark.to ? <RelativeTime at={mark.to} /> : "lasts"}</Td>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
    </Panel>
  );
}
