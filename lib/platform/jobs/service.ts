import { PgBoss } from "pg-boss";
import { database } from "../db/client";
import { log } from "../log";

/** Durable background work. Handlers may run more than once and must be idempotent. */
export interface ScheduledJob {
  /** Queue name, for example `housekeeping`. */
  name: string;
  /** Five-field cron expression, in UTC. */
  cron: string;
  run: () => Promise<void>;
}

/** Starts pg-boss on the process's database (a schema of its own) and the scheduled jobs; returns how to stop it. */
export async function startJobs(jobs: ScheduledJob[]): Promise<() => Promise<void>> {
  const { bossOptions } = await database();
  const boss = new PgBoss({ ...bossOptions, application_name: "omoios-jobs" });
  boss.on("error", (error) => log().error({ err: error }, "job engine error"));
  await boss.start();
  for (const job of jobs) {
    await boss.createQueue(job.name);
    await boss.work(job.name, { pollingIntervalSeconds: 30 }, async () => {
      await job.run().catch((error: unknown) => {
        // The engine keeps the failure in its tables and says nothing.
        log().error({ err: error, job: job.name }, "job failed");
        throw error;
      });
      log().info({ job: job.name }, "job done");
    });
    await boss.schedule(job.name, job.cron);
  }
  return () => boss.stop({ graceful: true, timeout: 5000 });
}
