// What a delivery carries, as its endpoint's format has it.
import { env } from "../env";
import type { EventRecord } from "../events/schema";
import { formatZoned } from "../instant";
import type { Wording } from "./wording";

/** Slack takes 3,000 characters in a block, as they are sent. */
const LINE_MAX = 500;
const LINES_MAX = 3;

/** The event itself, for programs. */
export function eventBody(event: EventRecord): string {
  return JSON.stringify({ type: event.type, timestamp: event.occurredAt, data: event });
}

/**
 * A message for an incoming webhook of Slack, or of what understands the same: `text` for notifications, `blocks` for
 * the page.
 */
export function slackBody(
  { head, title, path, lines = [], about = [] }: Wording,
  occurredAt: string,
): string {
  const when = formatZoned(new Date(occurredAt), "UTC");
  const said = [`*${escapeSlack(head)}*`, linked(title, path), ...lines.slice(0, LINES_MAX).map(escapeSlack)];
  return JSON.stringify({
    text: `${escapeSlack(head)}: ${escapeSlack(title)}`,
    blocks: [
      { type: "section", text: { type: "mrkdwn", text: said.join("\n") } },
      { type: "context", elements: [{ type: "mrkdwn", text: escapeSlack([...about, when].join(" · ")) }] },
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
  const escaped = words.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  if (escaped.length <= LINE_MAX) return escaped;
  const whole = escaped.slice(0, LINE_MAX - 1).replace(/&[a-z]*$/, "");
  return `${whole}…`;
}
