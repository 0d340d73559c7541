import { hostname } from "node:os";
import { monitorEventLoopDelay } from "node:perf_hooks";
import packageJson from "@/package.json";
import { database } from "../db/client";
import { transact } from "../db/transact";
import { newId } from "../ids";
import { startLoop } from "../jobs/loop";
import { metrics } from "../metrics/registry";
import type { Stop } from "../stop";
import type { ReplicaLoad } from "./schema";
import { noteBeat, removeReplica } from "./store";

const BEAT_MS = 5000;

interface Self {
  id: string;
  delay: ReturnType<typeof monitorEventLoopDelay>;
  requests: number;
  measuredAt: number;
}
const holder = globalThis as typeof globalThis & { omoiReplica?: Self };

/** The id of this process among the replicas; null before it has started, and in tools. */
export function ownReplicaId(): string | null {
  return holder.omoiReplica?.id ?? null;
}

/** Shows this process among the replicas until it is stopped. */
export async function startReplica(): Promise<Stop> {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  const self: Self = { id: newId("srv"), delay, requests: 0, measuredAt: performance.now() };
  holder.omoiReplica = self;
  const facts = {
    id: self.id,
    host: hostname(),
    pid: process.pid,
    version: packageJson.version,
    nodeVersion: process.versions.node,
  };
  const beat = async () => {
    const load = await measureLoad(self);
    await transact("replica.beat", (tx) => noteBeat(tx, { ...facts, load }));
  };
  const stopLoop = startLoop("replica", BEAT_MS, beat);
  return async () => {
    await stopLoop();
    delay.disable();
    await transact("replica.leave", (tx) => removeReplica(tx, self.id));
  };
}

async function measureLoad(self: Self): Promise<ReplicaLoad> {
  const { requests, longPolls, streams } = metrics();
  const answered = sum((await requests.get()).values);
  const seconds = (performance.now() - self.measuredAt) / 1000;
  const requestsPerSecond = Math.max(0, (answered - self.requests) / Math.max(seconds, 1));
  self.requests = answered;
  self.measuredAt = performance.now();
  // Nanoseconds, and NaN while nothing was measured yet.
  const eventLoopP99Ms = (self.delay.percentile(99) || 0) / 1e6;
  self.delay.reset();
  return {
    rssBytes: process.memoryUsage.rss(),
    eventLoopP99Ms,
    requestsPerSecond,
    longPolls: sum((await longPolls.get()).values),
    streams: sum((await streams.get()).values),
    pool: (await database()).poolUse(),
  };
}

function sum(values: { value: number }[]): number {
  return values.reduce((total, { value }) => total + value, 0);
}
