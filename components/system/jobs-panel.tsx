import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TableBody, TableHead, TableRow, Td, Th } from "@/components/ui/table";
import type { JobQueue } from "@/lib/platform/system/schema";
import { SystemPanel } from "./system-panel";

const NONE = {
  title: "No job queue exists yet",
  appears: "Schedules and reactions, with their last run and backlog.",
  how: "The server makes the queues when it starts; the log says why if it could not.",
};

export function JobsPanel({ jobs }: { jobs: JobQueue[] }) {
  return (
    <SystemPanel
      id="jobs"
      title="Background jobs"
      count={jobs.length}
      empty={jobs.length === 0 && NONE}
      note="The job engine counts each queue about once a minute. Last runs are known for scheduled queues, for as long as the engine keeps them: seven days."
    >
      <Table label="Background jobs">
        <TableHead>
          <Th>Queue</Th>
          <Th>Runs</Th>
          <Th>Last success</Th>
          <Th>Last failure</Th>
          <Th numeric>Waiting</Th>
          <Th numeric>At work</Th>
          <Th numeric>Failed</Th>
          <Th>Counted</Th>
        </TableHead>
        <TableBody>
          {jobs.map((queue) => (
            <JobRow key={queue.name} queue={queue} />
          ))}
        </TableBody>
      </Table>
    </SystemPanel>
  );
}

function JobRow({ queue }: { queue: JobQueue }) {
  const { name, cron, waiting, active, failed, countedAt, lastRunAt, lastFailureAt, lastFailure } = queue;
  const scheduled = cron !== null;
  return (
    <TableRow>
      <Td rowHeader>{name}</Td>
      <Td>{scheduled ? <code>{cron} UTC</code> : "when something is queued"}</Td>
      <Td>{scheduled ? <When at={lastRunAt} never="not yet" /> : "–"}</Td>
      <Td wrap className="min-w-48">
        {scheduled ? <When at={lastFailureAt} never="none" /> : "–"}
        {lastFailure && <span className="block text-xs wrap-anywhere text-muted">{lastFailure}</span>}
      </Td>
      <Td numeric>{waiting.toLocaleString("en")}</Td>
      <Td numeric>{active.toLocaleString("en")}</Td>
      <Td numeric>{failed.toLocaleString("en")}</Td>
      <Td>
        <When at={countedAt} never="not yet" />
      </Td>
    </TableRow>
  );
}

function When({ at, never }: { at: string | null; never: string }) {
  return at ? <RelativeTime at={at} column /> : <span className="text-faint">{never}</span>;
}
