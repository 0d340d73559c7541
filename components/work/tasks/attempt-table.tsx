"use client";

import { useQueryStates } from "nuqs";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import { RelativeTime } from "@/components/ui/relative-time";
import { StatusBadge } from "@/components/ui/status";
import { RowLink, Table, TableBody, TableHead, TableRow, Td, Th } from "@/components/ui/table";
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
  const has = {
    stop: attempts.some((attempt) => stopWords(attempt) !== null),
    usage: attempts.some((attempt) => tokenWords(attempt.usage) !== null),
    cost: attempts.some((attempt) => attempt.usage?.costUsd !== undefined),
    error: attempts.some((attempt) => attempt.error !== null),
  };
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
        <Table label="Attempts">
          <TableHead>
            <Th numeric>No.</Th>
            <Th>Outcome</Th>
            <Th>Agent</Th>
            <Th numeric>Claimed</Th>
            <Th numeric>Duration</Th>
            {has.error && <Th>Error</Th>}
            {has.stop && <Th>Stop</Th>}
            {has.usage && <Th numeric>Tokens</Th>}
            {has.cost && <Th numeric>Cost</Th>}
            <Th>
              <span className="sr-only">Log</span>
            </Th>
          </TableHead>
          <TableBody>
            {attempts.map((attempt) => (
              <AttemptRow key={attempt.id} attempt={attempt} task={task} has={has} />
            ))}
          </TableBody>
        </Table>
      )}
    </Panel>
  );
}

interface Columns {
  stop: boolean;
  usage: boolean;
  cost: boolean;
  error: boolean;
}

const NOTHING = <span className="text-faint">–</span>;

function AttemptRow({ attempt, task, has }: { attempt: Attempt; task: TaskDetail; has: Columns }) {
  const href = useWorkHref();
  return (
    <TableRow>
      <Td numeric rowHeader>
        {attempt.number}
      </Td>
      <Td>
        <StatusBadge {...attemptStatus(attempt, task)} />
      </Td>
      <Td>
        <RowLink href={href(`/agents/${attempt.agentId}`)}>{attempt.agentName}</RowLink>
      </Td>
      <Td numeric>
        <RelativeTime at={attempt.claimedAt} />
      </Td>
      <Td numeric>
        <SpanTime span={attemptSpan(attempt)} />
      </Td>
      {has.error && <Td>{attempt.error ? errorWords(attempt.error) : NOTHING}</Td>}
      {has.stop && <Td>{stopWords(attempt) ?? NOTHING}</Td>}
      {has.usage && <Td numeric>{tokenWords(attempt.usage) ?? NOTHING}</Td>}
      {has.cost && <Td numeric>{attempt.usage?.costUsd ? formatUsd(attempt.usage.costUsd) : NOTHING}</Td>}
      <Td className="text-right">
        <ShowLog task={task} attempt={attempt} />
      </Td>
    </TableRow>
  );
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
