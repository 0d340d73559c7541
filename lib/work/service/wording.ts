// Tasks and hosts as a chat is told of them: which agent, what went wrong, on which host.
import type { Tx } from "@/lib/platform/db/transact";
import type { EventRecord } from "@/lib/platform/events/schema";
import { plainWording, text, type Wording, wordEvents } from "@/lib/platform/webhooks/wording";
import { findHost } from "../store/hosts";
import { findPlaces } from "./attribution";

/** Has webhooks for chats tell of tasks and hosts in words. */
export function wordByWork(): void {
  wordEvents("task", wordTask);
  wordEvents("host", wordHost);
}

async function wordTask(tx: Tx, event: EventRecord): Promise<Wording> {
  const { entity, projectId, payload } = event;
  const plain = plainWording(event);
  const places = await findPlaces(tx, [projectId, text(payload.agentId)]);
  const where = [
    named("Project", places.get(projectId ?? "")?.name),
    named("Agent", places.get(text(payload.agentId))?.name),
  ];
  const error = errorWords(payload.error);
  return {
    ...plain,
    path: `/tasks/${entity}`,
    lines: [...(error ? [error] : []), where.filter(Boolean).join(" · "), ...(plain.lines ?? [])].filter(
      Boolean,
    ),
  };
}

const HEADS: Partial<Record<string, string>> = {
  "host.start_requested": "Asked for an agent",
  "host.start_accepted": "Starts an agent",
  "host.start_cancelled": "Need not start an agent any more",
  "host.start_expired": "Did not start an agent in time",
  "host.start_failed": "Could not start an agent",
  "host.started": "Started an agent",
  "host.agent_ended": "Its agent ended",
  "host.agent_failed": "Its agent failed",
};

async function wordHost(tx: Tx, event: EventRecord): Promise<Wording> {
  const { type, entity, payload } = event;
  const plain = plainWording(event);
  const head = HEADS[type];
  if (!head) return { ...plain, path: "/agents/hosts" };
  const name = (await findHost(tx, entity))?.name ?? entity;
  const [agent, template] = [text(payload.agentName), text(payload.template)];
  const what = agent ? `Agent ${agent} (${template})` : `Template ${template}`;
  const replaced = text(payload.replacesName);
  return {
    ...plain,
    head: `Host: ${head.charAt(0).toLowerCase()}${head.slice(1)}`,
    title: name,
    path: text(payload.agentId) ? `/agents/${text(payload.agentId)}` : "/agents/hosts",
    lines: [
      replaced ? `${what}, in the place of ${replaced}` : what,
      ...[firstLine(text(payload.message))].filter(Boolean),
      ...(plain.lines ?? []),
    ],
  };
}

function errorWords(error: unknown): string {
  const { kind, message, exitCode } = (error ?? {}) as Record<string, unknown>;
  const said = firstLine(text(message)) || text(kind);
  return typeof exitCode === "number" && said && !said.includes(String(exitCode))
    ? `${said} (exit code ${exitCode})`
    : said;
}

const LINE_MAX = 300;

/** The first line that says something, cut: the page has all of it. */
function firstLine(words: string): string {
  const line = words.trim().split("\n", 1)[0] ?? "";
  return line.length > LINE_MAX ? `${line.slice(0, LINE_MAX - 1)}…` : line;
}

const named = (kind: string, name: string | undefined) => (name ? `${kind} ${name}` : "");
