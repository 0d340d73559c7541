"use client";

import { Panel } from "@/components/ui/panel";
import { RowLink, Table, TableBody, TableHead, TableRow, Td, Th } from "@/components/ui/table";
import type { Forecast } from "@/lib/costs/schema";
import { formatUsd } from "@/lib/platform/money";
import { useRecordsHref } from "../use-records-href";
import { bandWords, DRAWN_FROM } from "./prepare-forecast";

/** What the forecast is made of: each phase, and whose past it was drawn from. */
export function ForecastParts({ parts }: { parts: Forecast["parts"] }) {
  const records = useRecordsHref();
  return (
    <Panel title="By phase" flush>
      <Table label="The forecast by phase">
        <TableHead>
          <Th className="w-full">Phase</Th>
          <Th numeric>Waiting</Th>
          <Th numeric>Begun</Th>
          <Th numeric>In the middle</Th>
          <Th numeric>Eight of ten</Th>
          <Th numeric>Attempts a task</Th>
          <Th>Drawn from</Th>
        </TableHead>
        <TableBody>
          {parts.map((part) => (
            <TableRow key={`${part.projectId} ${part.phase}`}>
              <Td rowHeader>
                <RowLink href={records({ from: null, to: null }, { phase: part.phase })}>
                  {part.label}
                </RowLink>
              </Td>
              <Td numeric>{part.waiting.toLocaleString("en")}</Td>
              <Td numeric>{part.begun.toLocaleString("en")}</Td>
              <Td numeric>{formatUsd(part.cost.p50)}</Td>
              <Td numeric>{bandWords(part.cost)}</Td>
              <Td numeric>{part.attempts.toFixed(2)}</Td>
              <Td>
                {part.samples.toLocaleString("en")} tasks of {DRAWN_FROM[part.drawnFrom]}
              </Td>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Panel>
  );
}
