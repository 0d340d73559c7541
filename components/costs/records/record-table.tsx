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
import { SOURCE_WORDS } from "../prepare-words";
import { costTitle } from "./record-words";

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
        <Th>Source</Th>
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
      <TextCell rowHeader title={record.taskTitle ?? `Of no task. Its source calls it ${record.externalId}`}>
        {taskId ? (
          <RowLink href={href(`/tasks/${taskId}`)}>{record.taskTitle ?? taskId}</RowLink>
        ) : (
          <span className="font-normal text-faint">
            <span className="sr-only">No task, </span>external: {record.externalId}
          </span>
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
      <Td>{SOURCE_WORDS[record.source]}</Td>
      <TokenCell count={record.promptTokens} />
      <TokenCell count={tokens.cacheRead} />
      <TokenCell count={record.completionTokens} />
      <Td numeric title={costTitle(record)}>
        <Cost record={record} />
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

function Cost({ record }: { record: CostRecord }) {
  const { totalCost, isCounted, isEstimated } = record;
  return (
    <span className="inline-flex items-center justify-end gap-1.5">
      {!isCounted && <Badge>Not in sums</Badge>}
      {isEstimated && <Badge tone="info">Estimated</Badge>}
      {totalCost === null ? (
        <Badge tone="warning">No price</Badge>
      ) : (
        <span className={isCounted ? undefined : "text-faint"}>{formatCallUsd(totalCost)}</span>
      )}
    </span>
  );
}
