// Titles of alerts: a sentence with the names of facts in braces.

import type { Lookup } from "./condition";
import { formatDuration } from "./duration";

const PLACE = /\{([a-z_]+\.[a-z0-9_]+|omoios_[a-z0-9_]+)\}/g;
/** A fact, and what a title says that it counts. */
const COUNT = new RegExp(`${PLACE.source} (agent|attempt|event|failure|host|slot|task|ticket|time)s\\b`, "g");
const TITLE_MAX = 300;

/** The facts that a title names. */
export function placesIn(title: string): string[] {
  return [...title.matchAll(PLACE)].map(([, name = ""]) => name);
}

/** The title with the facts as they are now; times in words, rates as shares of a hundred, and of one thing one. */
export function fillTitle(title: string, look: Lookup): string {
  const agreeing = title.replaceAll(COUNT, (plural, name: string, one: string) =>
    look(name) === 1 ? `{${name}} ${one}` : plural,
  );
  const text = agreeing.replaceAll(PLACE, (_, name: string) => {
    const value = look(name);
    if (value === undefined) return "unknown";
    if (typeof value !== "number") return String(value);
    if (name.endsWith("_s")) return formatDuration(value);
    if (/_rate$|_share/.test(name)) return `${Math.round(value * 100)} %`;
    return String(Math.round(value * 100) / 100);
  });
  return text.length > TITLE_MAX ? `${text.slice(0, TITLE_MAX - 1)}…` : text;
}
