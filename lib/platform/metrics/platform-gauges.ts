import { database } from "../db/client";
import { read } from "../db/transact";
import { dispatcherLag } from "../events/service";
import { provideGauges, type Sample } from "./sources";
import { countPendingDeliveries, listQueueDepths } from "./store";

/** The gauges of the platform itself: connections of this replica, and what all replicas share. */
export function providePlatformGauges(): void {
  providePool();
  provideJobs();
  provideReactions();
}

function providePool(): void {
  provideGauges({
    name: "pool",
    gauges: {
      omoios_db_pool_connections: { help: "Connections to PostgreSQL of this replica.", labels: ["state"] },
      omoios_db_pool_waiting: { help: "Queries that wait for a connection." },
      omoios_db_pool_max: { help: "Connections that this replica may open." },
    },
    read: async () => {
      const pool = (await database()).poolUse();
      if (!pool) return [];
      const { max, open, idle, waiting } = pool;
      const gauge = "omoios_db_pool_connections";
      return [
        { gauge, labels: { state: "idle" }, value: idle },
        { gauge, labels: { state: "busy" }, value: open - idle },
        { gauge: "omoios_db_pool_waiting", value: waiting },
        { gauge: "omoios_db_pool_max", value: max },
      ];
    },
  });
}

function provideJobs(): void {
  provideGauges({
    name: "jobs",
    gauges: {
      omoios_jobs: {
        help: "Background jobs by queue and state, as last counted by the job engine. The same on every replica.",
        labels: ["queue", "state"],
      },
    },
    read: async (): Promise<Sample[]> => {
      const depths = await read(listQueueDepths);
      return depths.flatMap(({ queue, waiting, active, failed }) =>
        Object.entries({ waiting, active, failed }).map(([state, value]) => ({
          gauge: "omoios_jobs",
          labels: { queue, state },
          value,
        })),
      );
    },
  });
}

function provideReactions(): void {
  provideGauges({
    name: "reactions",
    gauges: {
      omoios_reaction_events_behind: {
        help: "Events that a reaction has before it, up to 10000.",
        labels: ["reaction"],
      },
      omoios_reaction_lag_seconds: {
        help: "Age of the oldest event that a reaction has not handled.",
        labels: ["reaction"],
      },
      omoios_reaction_failures: {
        help: "Events that a reaction failed on: to be tried again, or parked until a person retries them.",
        labels: ["reaction", "state"],
      },
      omoios_webhook_deliveries_pending: { help: "Webhook deliveries not accepted yet, up to 10000." },
    },
    read: async () => {
      const { reactions } = await dispatcherLag();
      const pending = await read(countPendingDeliveries);
      return [
        { gauge: "omoios_webhook_deliveries_pending", value: pending },
        ...reactions.flatMap(
          ({ name: reaction, eventsBehind, secondsBehind, retrying, parked }): Sample[] => [
            { gauge: "omoios_reaction_events_behind", labels: { reaction }, value: eventsBehind },
            { gauge: "omoios_reaction_lag_seconds", labels: { reaction }, value: secondsBehind },
            { gauge: "omoios_reaction_failures", labels: { reaction, state: "retrying" }, value: retrying },
            { gauge: "omoios_reaction_failures", labels: { reaction, state: "parked" }, value: parked },
          ],
        ),
      ];
    },
  });
}
