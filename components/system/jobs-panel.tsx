import { type Column, ListTable } from "@/components/ui/list-table";
import { RelativeTime } from "@/components/ui/relative-time";
import type { JobQueue } from "@/lib/platform/system/schema";
import { SystemPanel } from "./system-panel";

const COLUMNS: Column<JobQueue>[] = [
  { head: "Queue", as: "name", cell: ({ name }) => name },
  { head: "Runs", cell: ({ cron }) => (cron ? <code>{cron} UTC</code> : "when something is queued") },
  {
    head: "Last success",
    cell: ({ cron, lastRunAt }) => (cron ? <When at={lastRunAt} never="not yet" /> : null),
  },
  {
    head: "Last failure",
    className: "min-w-48 whitespace-normal!",
    cell: ({ cron, lastFailureAt, lastFailure }) =>
      cron && (
        <>
          <When at={lastFailureAt} never="none" />
          {lastFailure && <span className="block text-xs wrap-anywhere text-muted">{lastFailure}</span>}
        </>
      ),
  },
  { head: "Waiting", numeric: true, cell: ({ waiting }) => waiting.toLocaleString("en") },
  { head: "At work", numeric: true, cell: ({ active }) => active.toLocaleString("en") },
  { head: "Failed", numeric: true, cell: ({ failed }) => failed.toLocaleString("en") },
  { head: "Counted", cell: ({ countedAt }) => <When at={countedAt} never="not yet" /> },
];

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
      <ListTable
        label="Background jobs"
        columns={COLUMNS}
        rows={jobs.map((queue) => ({ ...queue, id: queue.name }))}
        places={false}
      />
    </SystemPanel>
  );
}

function When({ at, never }: { at: string | null; never: string }) {
  return at ? <RelativeTime at={at} column /> : <span className="text-faint">{never}</span>;
}
