// What an entry holds once it is opened; apart, since a closed one needs none of it.
import { type Detail, isObject, type Json, read } from "./prepare-audit";

export interface Change {
  field: string;
  before: string;
  after: string;
}

/** What an act changed, field by field, and what else it tells. */
export function splitDetail(detail: Detail): { changes: Change[]; facts: Detail; rest: Detail } {
  // The label stands above already.
  const { before, after, from, to, facts, label: _, ...others } = withJson(detail);
  const [was, is] = before !== undefined || after !== undefined ? [before, after] : [from, to];
  const given = isObject(facts) ? facts : {};
  const rest = { ...others, ...(facts !== undefined && !isObject(facts) ? { facts } : {}) };
  if (was === undefined && is === undefined) return { changes: [], facts: given, rest };
  if (!isObject(was) && !isObject(is)) {
    return { changes: [{ field: "value", before: shown(was), after: shown(is) }], facts: given, rest };
  }
  const [old, now] = [isObject(was) ? was : {}, isObject(is) ? is : {}];
  const changes = Object.keys({ ...old, ...now })
    .filter((field) => JSON.stringify(old[field]) !== JSON.stringify(now[field]))
    .map((field) => ({ field, before: shown(old[field]), after: shown(now[field]) }));
  return { changes, facts: given, rest };
}

/** What stands in an entry as text, such as a body as it was sent, is read as JSON where it is some. */
function withJson(detail: Detail): Detail {
  return Object.fromEntries(Object.entries(detail).map(([name, value]) => [name, read(value) ?? value]));
}

/** A value as people read it; what is not there is a dash. */
export function shown(value: Json | undefined): string {
  if (value === undefined || value === null || value === "") return "–";
  return typeof value === "string" ? value : JSON.stringify(value);
}
