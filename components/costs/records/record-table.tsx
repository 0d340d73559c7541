"use client";

import { useQuery } from "@tanstack/react-query";
import { Badge } from "@/components/ui/badge";
import { type Column, ListTable } from "@/components/ui/list-table";
import { RelativeTime } from "@/components/ui/relative-time";
import { RowLink } from "@/components/ui/table";
import { formatTokens } from "@/components/work/prepare-attempt";
import { phaseName } from "@/components/work/prepare-board";
import { useWorkHref } from "@/components/work/use-work-href";
import type { CostRecord } from "@/lib/costs/schema";
import { phasesQuery } from "@/lib/work/queries";
import { formatCallUsd } from "../prepare-money";
import { SOURCE_WORDS } from "../prepare-words";
import { costTitle } from "./record-words";

export function RecordTable({ records }: { records: CostRecord[] }) {
  const href = useWorkHref();
  const phases = useQuery(phasesQuery());
  const columns: Column<CostRecord>[] = [
    {
      head: "Task",
      as: "name",
      headClassName: "w-1/2",
      cut: ({ taskTitle, externalId }) => taskTitle ?? `Of no task. Its source calls it ${externalId}`,
      cell: ({ taskId, taskTitle, externalId }) =>
        taskId ? (
          <RowLink href={href(`/tasks/${taskId}`)}>{taskTitle ?? taskId}</RowLink>
        ) : (
          <span className="font-normal text-faint">
            <span className="sr-only">No task, </span>external: {externalId}
          </span>
        ),
    },
    {
      head: "Ticket",
      headClassName: "w-1/2",
      cut: ({ ticketTitle }) => ticketTitle,
      cell: ({ ticketId, ticketTitle }) =>
        ticketId ? <RowLink href={href(`/tickets/${ticketId}`)}>{ticketTitle ?? ticketId}</RowLink> : null,
    },
    {
      head: "Agent",
      cutAt: "max-w-40",
      cut: ({ agentName }) => agentName,
      cell: ({ agentId, agentName }) =>
        agentId ? <RowLink href={href(`/agents/${agentId}`)}>{agentName ?? agentId}</RowLink> : null,
    },
    { head: "Phase", cell: ({ phase }) => (phase ? phaseName(phases.data?.items, phase) : null) },
    {
      head: "Model",
      cell: ({ model, provider, rawModel }) => (
        <span title={`${provider}, reported as ${rawModel}`}>{model}</span>
      ),
    },
    { head: "Source", cell: ({ source }) => SOURCE_WORDS[source] },
    { head: "Input", numeric: true, cell: ({ promptTokens }) => <Tokens count={promptTokens} /> },
    { head: "Cached", numeric: true, cell: ({ tokens }) => <Tokens count={tokens.cacheRead} /> },
    { head: "Output", numeric: true, cell: ({ completionTokens }) => <Tokens count={completionTokens} /> },
    { head: "Cost", numeric: true, cell: (record) => <Cost record={record} /> },
    { head: "When", numeric: true, cell: ({ occurredAt }) => <RelativeTime at={occurredAt} /> },
  ];
  return <ListTable label="Records" columns={columns} rows={records} />;
}

function Tokens({ count }: { count: number }) {
  return <span title={count.toLocaleString("en")}>{formatTokens(count)}</span>;
}

function Cost({ record }: { record: CostRecord }) {
  const { totalCost, isCounted, isEstimated } = record;
  return (
    <span className="inline-flex items-center justify-end gap-1.5" title={costTitle(record)}>
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
