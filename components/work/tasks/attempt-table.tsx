"use client";

import { useQueryStates } from "nuqs";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { type Column, ListTable } from "@/components/ui/list-table";
import { Panel } from "@/components/ui/panel";
import { RelativeTime } from "@/components/ui/relative-time";
import { StatusBadge } from "@/components/ui/status";
import { RowLink } from "@/components/ui/table";
import { formatUsd } from "@/lib/platform/money";
import type { Attempt, TaskDetail } from "@/lib/work/schema";
import { LOG_PANEL_ID } from "../log/log-panel-id";
import { attemptStatus, chooseAttempt, stopWords, tokenWords } from "../prepare-attempt";
import { attemptSpan, errorWords, isFinished } from "../prepare-task";
import { attemptParams } from "../search-params";
import { useWorkHref } from "../use-work-href";
import { SpanTime } from "./span-time";

export function AttemptTable({ task }: { task: TaskDetail }) {
  const { attempts } = task;
  return (
    <Panel title="Attempts" count={attempts.length} flush>
      {attempts.length === 0 ? (
        <EmptyState
          title={isFinished(task) ? "No attempt was made" : "No attempt yet"}
          appears="Each time an agent claims a task, an attempt and its log appear here."
          how={
            isFinished(task)
              ? "This task ended before an agent claimed it."
              : "It needs an agent with the required capabilities and room for one more task."
          }
        />
      ) : (
        <AttemptRows task={task} />
      )}
    </Panel>
  );
}

function AttemptRows({ task }: { task: TaskDetail }) {
  const href = useWorkHref();
  const columns: Column<Attempt>[] = [
    {
      head: "No.",
      as: "name",
      numeric: true,
      cell: ({ number }) => (
        <>
          <span className="hidden stacked:inline">Attempt </span>
          {number}
        </>
      ),
    },
    { head: "Outcome", as: "mark", cell: (attempt) => <StatusBadge {...attemptStatus(attempt, task)} /> },
    {
      head: "Agent",
      cell: (attempt) => <RowLink href={href(`/agents/${attempt.agentId}`)}>{attempt.agentName}</RowLink>,
    },
    { head: "Claimed", numeric: true, cell: (attempt) => <RelativeTime at={attempt.claimedAt} /> },
    { head: "Duration", numeric: true, cell: (attempt) => <SpanTime span={attemptSpan(attempt)} /> },
  ];
  // What no attempt has is no column.
  const others: Column<Attempt>[] = [
    { head: "Error", cell: ({ error }) => error && errorWords(error) },
    { head: "Stop", cell: stopWords },
    { head: "Tokens", numeric: true, cell: ({ usage }) => tokenWords(usage) },
    { head: "Cost", numeric: true, cell: ({ usage }) => (usage?.costUsd ? formatUsd(usage.costUsd) : null) },
  ];
  columns.push(...others.filter(({ cell }) => task.attempts.some((attempt) => cell(attempt) !== null)), {
    head: "Log",
    as: "acts",
    cell: (attempt) => <ShowLog task={task} attempt={attempt} />,
  });
  return <ListTable label="Attempts" columns={columns} rows={task.attempts} slim />;
}

function ShowLog({ task, attempt }: { task: TaskDetail; attempt: Attempt }) {
  const [{ attempt: wanted }, setParams] = useQueryStates(attemptParams);
  const isShown = chooseAttempt(task.attempts, wanted)?.id === attempt.id;
  return (
    <Button
      size="sm"
      variant="ghost"
      aria-pressed={isShown}
      className="aria-pressed:bg-selected aria-pressed:text-fg"
      onClick={() => {
        void setParams({ attempt: attempt.id });
        document.getElementById(LOG_PANEL_ID)?.scrollIntoView({ block: "nearest" });
      }}
    >
      Log<span className="sr-only"> of attempt {attempt.number}</span>
    </Button>
  );
}
