// What a delivery carries, as its endpoint's format has it.
import { env } from "../env";
import type { EventRecord } from "../events/schema";
import { formatZoned } from "../instant";
import type { WebhookFormat } from "./schema";

type Told = Pick<EventRecord, "entity" | "actorName" | "payload" | "occurredAt"> & { type: string };

/** Slack takes 3,000 characters in a block; a title needs far fewer. */
const TEXT_MAX = 1500;

/** The body of an event's delivery: the event itself, or a message that Slack shows. */
export function bodyOf(format: WebhookFormat, event: EventRecord): string {
  if (format === "slack") return slackBody(event);
  return JSON.stringify({ type: event.type, timestamp: event.occurredAt, data: event });
}

/**
 * A message for an incoming webhook of Slack, or of what understands the same: `text` for notifications, `blocks` for
 * the page. It says what happened, to what and by whom, and nothing else of the payload.
 */
export function slackBody({ type, entity, actorName, payload, occurredAt }: Told): string {
  const words = type.replaceAll(/[._]/g, " ");
  const what = words.charAt(0).toUpperCase() + words.slice(1);
  const severity = text(payload.severity);
  const head = severity ? `${what} (${severity})` : what;
  const title = text(payload.title) || text(payload.name) || entity;
  const reason = text(payload.reason) || text(payload.note) || text(payload.detail);
  const when = formatZoned(new Date(occurredAt), "UTC");
  const about = [text(payload.rule), `by ${actorName}`, when].filter(Boolean).join(" · ");
  const lines = [
    `*${escapeSlack(head)}*`,
    linked(title, payload.path),
    ...(reason ? [escapeSlack(reason)] : []),
  ];
  return JSON.stringify({
    text: `${escapeSlack(head)}: ${escapeSlack(title)}`,
    blocks: [
      { type: "section", text: { type: "mrkdwn", text: lines.join("\n") } },
      { type: "context", elements: [{ type: "mrkdwn", text: escapeSlack(about) }] },
    ],
  });
}

/** Where the control room's own address is known, the title leads to the page. */
function linked(title: string, path: unknown): string {
  const { PUBLIC_URL } = env();
  if (!PUBLIC_URL || typeof path !== "string" || !/^\/[\w/-]+$/.test(path)) return escapeSlack(title);
  return `<${PUBLIC_URL.replace(/\/$/, "")}${path}|${escapeSlack(title)}>`;
}

/** The three characters that mean something to Slack: nothing that an agent writes calls a channel or forges a link. */
function escapeSlack(words: string): string {
  return words.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function text(value: unknown): string {
  return typeof value === "string" ? value.slice(0, TEXT_MAX) : "";
}
