"use client";

import { useQuery } from "@tanstack/react-query";
import { Badge } from "@/components/ui/badge";
import { RelativeTime } from "@/components/ui/relative-time";
import { RowLink, Table, TableBody, TableHead, TableRow, Td, Th } from "@/components/ui/table";
import { formatTokens } from "@/components/work/prepare-attempt";
import { phaseName } from "@/components/work/prepare-board";
import { TextCell } from "@/components/work/text-cell";
import { useWorkHref } from "@/components/work/use-work-href";
import type { CostRecord } from "@/lib/costs/schema";
import { phasesQuery } from "@/lib/work/queries";
import { formatCallUsd } from "../prepare-money";

const NOTHING = <span className="text-faint">–</span>;

export function RecordTable({ records }: { records: CostRecord[] }) {
  return (
    <Table label="Records">
      <TableHead>
        <Th className="w-1/2">Task</Th>
        <Th className="w-1/2">Ticket</Th>
        <Th>Agent</Th>
        <Th>Phase</Th>
        <Th>Model</Th>
        <Th numeric>Input</Th>
        <Th numeric>Cached</Th>
        <Th numeric>Output</Th>
        <Th numeric>Cost</Th>
        <Th numeric>When</Th>
      </TableHead>
      <TableBody>
        {records.map((record) => (
          <RecordRow key={record.id} record={record} />
        ))}
      </TableBody>
    </Table>
  );
}

function RecordRow({ record }: { record: CostRecord }) {
  const href = useWorkHref();
  const phases = useQuery(phasesQuery());
  const { taskId, ticketId, agentId, tokens } = record;
  return (
    <TableRow id={record.id}>
      <TextCell rowHeader title={record.taskTitle ?? record.externalId}>
        {taskId ? (
          <RowLink href={href(`/tasks/${taskId}`)}>{record.taskTitle ?? taskId}</RowLink>
        ) : (
          <span className="font-normal">{record.externalId}</span>
        )}
      </TextCell>
      <TextCell title={record.ticketTitle ?? ""}>
        {ticketId ? (
          <RowLink href={href(`/tickets/${ticketId}`)}>{record.ticketTitle ?? ticketId}</RowLink>
        ) : (
          NOTHING
        )}
      </TextCell>
      <Td className="max-w-40 truncate">
        {agentId ? (
          <RowLink href={href(`/agents/${agentId}`)}>{record.agentName ?? agentId}</RowLink>
        ) : (
          NOTHING
        )}
      </Td>
      <Td>{record.phase ? phaseName(phases.data?.items, record.phase) : NOTHING}</Td>
      <Td title={`${record.provider}, reported as ${record.rawModel}`}>{record.model}</Td>
      <TokenCell count={record.promptTokens} />
      <TokenCell count={tokens.cacheRead} />
      <TokenCell count={record.completionTokens} />
      <Td numeric title={costTitle(record)}>
        {record.totalCost === null ? <Badge tone="warning">No price</Badge> : formatCallUsd(record.totalCost)}
      </Td>
      <Td numeric>
        <RelativeTime at={record.occurredAt} />
      </Td>
    </TableRow>
  );
}

function TokenCell({ count }: { count: number }) {
  return (
    <Td numeric title={count.toLocaleString("en")}>
      {formatTokens(count)}
    </Td>
  );
}

function costTitle({ totalCost, reportedCost, priceVersion }: CostRecord): string {
  const own =
    totalCost === null ? "No price is known for this model" : `$ ${totalCost}, prices ${priceVersion}`;
  return reportedCost === null ? own : `${own}; the agent reported $ ${reportedCost}`;
}
