import { counted } from "../counted";
import type { Finding, Replica, SystemFacts } from "./schema";

const SLOW_DATABASE_MS = 250;
const CONNECTIONS_SHARE = 0.85;
const BACKLOG = 1000;
const LAG_SECONDS = 30;
const BUSY_LOOP_MS = 500;
/** One failure is tried again after five seconds: most are over by then. */
const FAILING_SECONDS = 60;

/** What is wrong with these facts and what to do about it, the most pressing first; nothing when all is well. */
export function findProblems(facts: SystemFacts): Finding[] {
  return [
    ...aboutDatabase(facts),
    ...aboutEvents(facts),
    ...aboutWebhooks(facts),
    ...aboutJobs(facts),
    ...aboutReplicas(facts),
    ...aboutAudit(facts),
  ];
}

function aboutDatabase({ database }: SystemFacts): Finding[] {
  const part = "database" as const;
  const { latencyMs, connections, migrations } = database;
  const found: Finding[] = [];
  if (migrations.missing.length > 0) {
    const what = `The database lacks migrations of this version: ${migrations.missing.join(", ")}.`;
    found.push({
      part,
      what,
      advice: "Restart this version so that it applies them, or restore the right backup.",
    });
  }
  if (latencyMs > SLOW_DATABASE_MS) {
    const what = `The database took ${Math.round(latencyMs)} ms to answer a trivial query.`;
    found.push({
      part,
      what,
      advice: "Look at its CPU, its disk and long transactions in pg_stat_activity.",
    });
  }
  if (connections && connections.used >= connections.max * CONNECTIONS_SHARE) {
    const what = `${connections.used} of the ${connections.max} connections of PostgreSQL are taken.`;
    found.push({
      part,
      what,
      advice: "Lower DATABASE_POOL_MAX, run fewer replicas, or raise max_connections.",
    });
  }
  return found;
}

function aboutEvents({ events }: SystemFacts): Finding[] {
  const part = "events" as const;
  return events.reactions.flatMap(({ name, secondsBehind, eventsBehind, parked }) => {
    const found: Finding[] = [];
    if (secondsBehind > LAG_SECONDS) {
      const behind = `${counted(eventsBehind, "event")} and ${Math.round(secondsBehind)} s behind`;
      const what = `The reaction ${name} is ${behind}.`;
      found.push({
        part,
        what,
        advice: "Look for errors of the dispatcher in the log, and for long transactions.",
      });
    }
    if (parked > 0) {
      const what = `${counted(parked, "event")} failed for the last time in the reaction ${name}.`;
      found.push({
        part,
        what,
        advice: "GET /reactions of the API says why; mend that, then retry them there.",
      });
    }
    return found;
  });
}

/** What somebody has disabled by hand is no trouble. */
function aboutWebhooks({ webhooks }: SystemFacts): Finding[] {
  const part = "webhooks" as const;
  return webhooks.flatMap(({ name, health, failingSeconds, waiting, trouble }) => {
    if (trouble === null || (health === "failing" && failingSeconds < FAILING_SECONDS)) return [];
    const what = `Messages to the webhook ${name} do not arrive: ${trouble}${
      waiting > 0 ? `; ${counted(waiting, "delivery", "deliveries")} ${waiting === 1 ? "waits" : "wait"}` : ""
    }.`;
    const advice =
      health === "disabled"
        ? "Enable it in Settings, Webhooks once its receiver is back, or delete it."
        : "Mend its receiver: what waits is sent once one message gets through, or by hand in Settings, Webhooks.";
    return [{ part, what, advice }];
  });
}

function aboutJobs({ jobs }: SystemFacts): Finding[] {
  const part = "jobs" as const;
  return jobs.flatMap(({ name, waiting, lastFailureAt, lastRunAt, lastFailure }) => {
    const found: Finding[] = [];
    // A run after the failure that went well has mended it.
    if (lastFailureAt && (!lastRunAt || lastFailureAt >= lastRunAt)) {
      const what = `The last run of ${name} failed${lastFailure ? `: ${lastFailure}` : "."}`;
      found.push({ part, what, advice: "The log has the whole error. It is tried again at its next time." });
    }
    if (waiting > BACKLOG) {
      const what = `${waiting.toLocaleString("en")} jobs of ${name} wait.`;
      found.push({ part, what, advice: "Look for failures in the log; more replicas work off more." });
    }
    return found;
  });
}

function aboutReplicas({ replicas }: SystemFacts): Finding[] {
  const part = "replicas" as const;
  const found: Finding[] = [];
  if (replicas.length === 0) {
    const what = "No server has sent a heartbeat in the last seconds, not even this one.";
    found.push({ part, what, advice: "Its log says why it cannot write to the database." });
  }
  const versions = [...new Set(replicas.map((replica) => replica.version))].sort();
  if (versions.length > 1) {
    const what = `Replicas run different versions: ${versions.join(", ")}.`;
    found.push({
      part,
      what,
      advice: "Finish the upgrade; old and new may run together only while it lasts.",
    });
  }
  return [...found, ...replicas.flatMap(aboutReplica)];
}

function aboutAudit({ audit: { lastCheck } }: SystemFacts): Finding[] {
  if (lastCheck?.state !== "broken") return [];
  const what = `The audit chain is broken: ${lastCheck.detail ?? "the audit page says how."}`;
  const advice =
    "Keep the database as it is, compare it with an earlier export, and find out who had access.";
  return [{ part: "audit", what, advice }];
}

function aboutReplica({ host, pid, load }: Replica): Finding[] {
  const part = "replicas" as const;
  const who = `${host} (process ${pid})`;
  const found: Finding[] = [];
  if (load.eventLoopP99Ms > BUSY_LOOP_MS) {
    const what = `${who} is busy: its event loop was held up for ${Math.round(load.eventLoopP99Ms)} ms.`;
    found.push({ part, what, advice: "Give it more CPU, or run another replica." });
  }
  if (load.pool && load.pool.waiting > 0 && load.pool.open >= load.pool.max) {
    const what = `${who} has all ${load.pool.max} connections in use, and ${load.pool.waiting === 1 ? "1 query waits" : `${load.pool.waiting} queries wait`}.`;
    found.push({
      part,
      what,
      advice: "Raise DATABASE_POOL_MAX within max_connections, or look for slow queries.",
    });
  }
  return found;
}
