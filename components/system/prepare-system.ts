import type { Tone } from "@/components/ui/tones";
import { counted } from "@/lib/platform/counted";
import type { Replica, System, SystemPart } from "@/lib/platform/system/schema";

export interface Figure {
  value: string;
  note: string;
  tone: Tone;
}

/** The page's figures: what they say, and whether something about them needs a person. */
export function toSystemFigures(system: System): Record<SystemPart, Figure> {
  const has = (part: SystemPart) => system.findings.some((finding) => finding.part === part);
  const toneOf = (part: SystemPart): Tone => (has(part) ? "warning" : "neutral");
  const { replicas, jobs, database, events, webhooks, audit } = system;
  const waiting = jobs.reduce((total, queue) => total + queue.waiting, 0);
  const active = jobs.reduce((total, queue) => total + queue.active, 0);
  const perSecond = replicas.reduce((total, { load }) => total + load.requestsPerSecond, 0);
  const unsent = webhooks.reduce((total, webhook) => total + webhook.waiting, 0);
  const failing = webhooks.filter(({ trouble }) => trouble !== null).length;
  const { secondsBehind, eventsBehind } = events;
  return {
    replicas: {
      value: replicas.length.toLocaleString("en"),
      note: `${formatRate(perSecond)} API requests a second`,
      tone: toneOf("replicas"),
    },
    database: {
      value: formatMs(database.latencyMs),
      note: "for a trivial query",
      tone: toneOf("database"),
    },
    jobs: {
      value: waiting.toLocaleString("en"),
      note: `${active.toLocaleString("en")} at work`,
      tone: toneOf("jobs"),
    },
    events: {
      value: eventsBehind.toLocaleString("en"),
      note: eventsBehind === 0 ? "reactions keep up" : `the oldest for ${Math.ceil(secondsBehind)} s`,
      tone: toneOf("events"),
    },
    webhooks: {
      value: unsent.toLocaleString("en"),
      note: failing === 0 ? counted(webhooks.length, "webhook") : `${failing.toLocaleString("en")} failing`,
      tone: toneOf("webhooks"),
    },
    audit: {
      value: audit.length.toLocaleString("en"),
      note: audit.lastCheck ? `last found ${audit.lastCheck.state}` : "never verified",
      tone: toneOf("audit"),
    },
  };
}

/** `0.4 ms`, `12 ms`, `1,250 ms`. */
export function formatMs(ms: number): string {
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms).toLocaleString("en")} ms`;
}

export function formatRate(perSecond: number): string {
  return perSecond < 10 ? perSecond.toFixed(1) : Math.round(perSecond).toLocaleString("en");
}

/** `7 of 20 busy, 2 wait` */
export function describePool(pool: Replica["load"]["pool"]): string {
  if (!pool) return "embedded";
  const busy = pool.open - pool.idle;
  return `${busy} of ${pool.max} busy${pool.waiting > 0 ? `, ${pool.waiting} wait` : ""}`;
}
