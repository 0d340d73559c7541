// What a chat is told of an event, where a program would get the event itself.
import type { Tx } from "../db/transact";
import type { EventRecord, EventType } from "../events/schema";

export interface Wording {
  /** What happened. */
  head: string;
  /** To what. */
  title: string;
  /** The page that says more. */
  path?: unknown;
  /** Why, until when, by when. */
  lines?: readonly string[];
  /** What is said of it beside the time: its rule, and by whom. */
  about?: readonly string[];
  /** An event of the same moment that says this too: who gets that one is spared this one. */
  saidBy?: EventType;
}

export type Worded = Pick<EventRecord, "entity" | "actorName" | "payload"> & { type: string };

/** Reads with `tx`, and changes nothing. What it names, everybody may read who may read the event. */
type Write = (tx: Tx, event: EventRecord) => Promise<Wording> | Wording;

const writers = new Map<string, Write>();

/** Has a room word its own events: those whose types begin with its name. */
export function wordEvents(room: string, write: Write): void {
  writers.set(room, write);
}

export async function wordingOf(tx: Tx, event: EventRecord): Promise<Wording> {
  const write = writers.get(event.type.split(".")[0] ?? "");
  return write ? write(tx, event) : plainWording(event);
}

/** What every event can be told by: its type, what it names, and why. */
export function plainWording({ type, entity, actorName, payload }: Worded): Wording {
  const words = type.replaceAll(/[._]/g, " ");
  const title = text(payload.title) || text(payload.name) || text(payload.label) || entity;
  const reason = text(payload.reason) || text(payload.note) || text(payload.detail);
  return {
    head: words.charAt(0).toUpperCase() + words.slice(1),
    title,
    path: payload.path,
    lines: reason ? [reason] : [],
    about: [`by ${actorName}`],
  };
}

/** Of what an event tells nothing is taken for granted. */
export function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
