import { Badge } from "@/components/ui/badge";
import { type Column, ListTable } from "@/components/ui/list-table";
import { RelativeTime } from "@/components/ui/relative-time";
import { formatBytes } from "@/components/work/prepare-size";
import type { Replica } from "@/lib/platform/system/schema";
import { describePool, formatMs, formatRate } from "./prepare-system";
import { SystemPanel } from "./system-panel";

const NONE = {
  title: "No replica is known",
  appears: "Each server process that runs on this database.",
  how: "It appears with its first heartbeat, a few seconds after its start.",
};

export function ReplicasPanel({ replicas, answeredBy }: { replicas: Replica[]; answeredBy: string | null }) {
  const columns: Column<Replica>[] = [
    {
      head: "Host",
      as: "name",
      cell: ({ id, host, pid }) => (
        <>
          {host} <span className="font-normal text-faint">process {pid}</span>{" "}
          {id === answeredBy && <Badge>answered this</Badge>}
        </>
      ),
    },
    {
      head: "Version",
      cell: ({ version, nodeVersion }) => (
        <>
          {version} <span className="text-faint">Node {nodeVersion}</span>
        </>
      ),
    },
    { head: "Started", cell: ({ startedAt }) => <RelativeTime at={startedAt} column /> },
    { head: "Last heartbeat", cell: ({ lastSeenAt }) => <RelativeTime at={lastSeenAt} column /> },
    { head: "Memory", numeric: true, cell: ({ load }) => formatBytes(load.rssBytes) },
    { head: "Event loop, p99", numeric: true, cell: ({ load }) => formatMs(load.eventLoopP99Ms) },
    { head: "Requests / s", numeric: true, cell: ({ load }) => formatRate(load.requestsPerSecond) },
    { head: "Polls, streams", numeric: true, cell: ({ load }) => `${load.longPolls}, ${load.streams}` },
    { head: "Connections", cell: ({ load }) => describePool(load.pool) },
  ];
  return (
    <SystemPanel
      id="replicas"
      title="Replicas"
      count={replicas.length}
      empty={replicas.length === 0 && NONE}
      note="A process that sends no heartbeat for 20 seconds vanishes from here. The event loop’s delay is how long a request may wait before the process even looks at it. Long polls and event streams stay open and cost little."
    >
      <ListTable label="Replicas" columns={columns} rows={replicas} />
    </SystemPanel>
  );
}
