import { Badge } from "@/components/ui/badge";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TableBody, TableHead, TableRow, Td, Th } from "@/components/ui/table";
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
  return (
    <SystemPanel
      id="replicas"
      title="Replicas"
      count={replicas.length}
      empty={replicas.length === 0 && NONE}
      note="A process that sends no heartbeat for 20 seconds vanishes from here. The event loop’s delay is how long a request may wait before the process even looks at it. Long polls and event streams stay open and cost little."
    >
      <Table label="Replicas">
        <TableHead>
          <Th>Host</Th>
          <Th>Version</Th>
          <Th>Started</Th>
          <Th>Last heartbeat</Th>
          <Th numeric>Memory</Th>
          <Th numeric>Event loop, p99</Th>
          <Th numeric>Requests / s</Th>
          <Th numeric>Polls, streams</Th>
          <Th>Connections</Th>
        </TableHead>
        <TableBody>
          {replicas.map((replica) => (
            <ReplicaRow key={replica.id} replica={replica} isOwn={replica.id === answeredBy} />
          ))}
        </TableBody>
      </Table>
    </SystemPanel>
  );
}

function ReplicaRow({ replica, isOwn }: { replica: Replica; isOwn: boolean }) {
  const { host, pid, version, nodeVersion, startedAt, lastSeenAt, load } = replica;
  return (
    <TableRow>
      <Td rowHeader>
        {host} <span className="font-normal text-faint">process {pid}</span>{" "}
        {isOwn && <Badge>answered this</Badge>}
      </Td>
      <Td>
        {version} <span className="text-faint">Node {nodeVersion}</span>
      </Td>
      <Td>
        <RelativeTime at={startedAt} column />
      </Td>
      <Td>
        <RelativeTime at={lastSeenAt} column />
      </Td>
      <Td numeric>{formatBytes(load.rssBytes)}</Td>
      <Td numeric>{formatMs(load.eventLoopP99Ms)}</Td>
      <Td numeric>{formatRate(load.requestsPerSecond)}</Td>
      <Td numeric>
        {load.longPolls}, {load.streams}
      </Td>
      <Td>{describePool(load.pool)}</Td>
    </TableRow>
  );
}
