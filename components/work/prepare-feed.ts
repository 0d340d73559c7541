// The feed of events: its filter, and what came since joined to what is shown.
import type { FeedFilter } from "@/lib/platform/events/queries";
import type { EventRecord, EventsPage } from "@/lib/platform/events/schema";
import type { EVENT_GROUPS } from "./search-params";

export type EventGroup = (typeof EVENT_GROUPS)[number];

export const GROUP_WORDS: Record<EventGroup, string> = {
  task: "Tasks",
  ticket: "Tickets",
  agent: "Agents",
  host: "Hosts",
  overlay: "Overlays",
  guardian: "Interventions and policies",
  alert: "Alerts and remedies",
  cost: "Costs and budgets",
  project: "Projects",
  access: "Access and webhooks",
};

const PATTERNS: Record<EventGroup, string[]> = {
  task: ["task.*"],
  ticket: ["ticket.*"],
  agent: ["agent.*"],
  host: ["host.*"],
  overlay: ["hold.*", "priority_override.*", "capacity_reservation.*"],
  guardian: ["guardian.*"],
  alert: ["alert.*", "watchdog.*"],
  cost: ["cost.*"],
  project: ["project.*"],
  access: ["access.*", "webhook.*"],
};

/** The request behind an address; the same on the server, so that what it prefetched is found. */
export function toFeedFilter(
  choice: { type: EventGroup[]; entity: string },
  project: string | undefined,
): FeedFilter {
  const types = choice.type.flatMap((group) => PATTERNS[group]);
  return { type: types.join(",") || undefined, entity: choice.entity || undefined, project };
}

export function groupChoiceWords(groups: EventGroup[]): string {
  if (groups.length === 0) return "All events";
  const words = groups.map((group) => GROUP_WORDS[group]);
  return words.length > 2 ? `${words.length} kinds` : words.join(", ");
}

/** Rows that a page keeps while it is left open; older ones are loaded again on demand. */
const SHOWN_MAX = 500;

interface Feed {
  pages: EventsPage[];
  pageParams: unknown[];
}

/**
 * What came since, put on top: `news` is oldest first and may repeat what is shown, since a cursor never lies above
 * a transaction that still runs. What falls off the end can be loaded again, from the last row that is kept.
 */
export function withNews(feed: Feed, news: EventRecord[]): Feed {
  const shown = feed.pages.flatMap((page) => page.items);
  const known = new Set(shown.map((event) => event.id));
  const fresh = news.filter((event) => !known.has(event.id)).reverse();
  if (fresh.length === 0) return feed;
  const all = [...fresh, ...shown];
  const items = all.slice(0, SHOWN_MAX);
  const isCut = items.length < all.length;
  const olderCursor = isCut ? (items.at(-1)?.cursor ?? null) : (feed.pages.at(-1)?.olderCursor ?? null);
  return { pages: [{ items, nextCursor: null, olderCursor }], pageParams: [null] };
}

/** Where the payload's own name is that of the entity, and not of something that was added to it. */
const NAMED_BY: Partial<Record<string, "title" | "name">> = {
  tkt: "title",
  task: "title",
  agent: "name",
  prj: "name",
  host: "name",
  usr: "name",
  inv: "name",
  key: "name",
  whk: "name",
};

const KINDS: Record<string, string> = {
  tkt: "Ticket",
  task: "Task",
  agent: "Agent",
  prj: "Project",
  hold: "Hold",
  ovr: "Priority override",
  resv: "Capacity reservation",
  usr: "Member",
  inv: "Invitation",
  key: "Key",
  whk: "Webhook",
  host: "Host",
  hreq: "Request to start agents",
  cost: "Cost record",
  bud: "Budget",
  rec: "Recommendation",
  gact: "Intervention",
  alrt: "Alert",
};

/** `Agent …1f3x2q`, where no name is known; null for what is no record's id. */
export function kindAndEnd(id: string): string | null {
  const kind = KINDS[prefixOf(id)];
  return kind ? `${kind} …${id.slice(-6)}` : null;
}

/**
 * What an event is about: the name that it carries, else the one that another event of the same thing does, else the
 * kind and the end of its id.
 */
export function subjectWords(
  event: Pick<EventRecord, "entity" | "payload">,
  known: ReadonlyMap<string, string> = new Map(),
): string {
  const { label } = event.payload;
  // An overlay is known by its scope, which names what it is about already.
  if (typeof label === "string" && label !== "") return label;
  const kind = KINDS[prefixOf(event.entity)];
  const name = nameIn(event) ?? known.get(event.entity);
  if (kind && name) return `${kind} “${name}”`;
  return kindAndEnd(event.entity) ?? event.entity;
}

/** The names that events, newest first, carry of what they are about; of each thing the newest. */
export function namesIn(events: readonly Pick<EventRecord, "entity" | "payload">[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const event of events) {
    const name = nameIn(event);
    if (name && !names.has(event.entity)) names.set(event.entity, name);
  }
  return names;
}

function nameIn({ entity, payload }: Pick<EventRecord, "entity" | "payload">): string | undefined {
  const field = NAMED_BY[prefixOf(entity)];
  const name = field && payload[field];
  return typeof name === "string" && name !== "" ? name : undefined;
}

function prefixOf(entity: string): string {
  return entity.slice(0, entity.indexOf("_"));
}
