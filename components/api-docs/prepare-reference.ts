// The API's OpenAPI document, made ready to read: rooms, operations, fields.

import { toCurl } from "./prepare-curl";
import type { RawOperation, RawReply } from "./raw-operation";
import { inner, type JsonSchema, noteOf, type OpenApi, refName, resolve, typeOf } from "./schema-words";

export interface Field {
  name: string;
  /** Where it is: its name below those that it is nested in. */
  path: string;
  /** How deep it is nested, for its indent. */
  depth: number;
  type: string;
  isRequired: boolean;
  note: string;
}

export interface Refusal {
  status: string;
  codes: string[];
  meaning: string;
}

export interface Reference {
  id: string;
  method: string;
  path: string;
  room: string;
  summary: string;
  scopes: string[];
  parameters: { in: string; field: Field }[];
  body: Field[] | null;
  reply: { status: string; mediaType: string; type: string; fields: Field[] };
  refusals: Refusal[];
  curl: string;
}

/** A line of the list of operations. */
export type Entry = Pick<Reference, "id" | "method" | "path" | "room" | "summary" | "scopes">;

/** Every operation of the document in the order of its paths. */
export function toReferences(api: OpenApi): Reference[] {
  return Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, raw]) =>
      toReference(api, method.toUpperCase(), path, raw as RawOperation),
    ),
  );
}

export function toEntry({ id, method, path, room, summary, scopes }: Reference): Entry {
  return { id, method, path, room, summary, scopes };
}

/** Whether every word that was typed occurs in the operation's line. */
export function fits(entry: Entry, words: string): boolean {
  const text = `${entry.method} ${entry.path} ${entry.summary} ${entry.scopes.join(" ")}`.toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

function toReference(api: OpenApi, method: string, path: string, raw: RawOperation): Reference {
  const replies = Object.entries(raw.responses);
  const [status = "200", done] = replies.find(([code]) => code.startsWith("2")) ?? [];
  const [mediaType = "application/json", content] = Object.entries(done?.content ?? {})[0] ?? [];
  const bodySchema = Object.values(raw.requestBody?.content ?? {})[0]?.schema ?? null;
  const schema = content?.schema ?? {};
  return {
    id: raw.operationId,
    method,
    path,
    room: raw.tags[0] ?? "other",
    summary: raw.summary,
    scopes: raw.security.flatMap((one) => one.key ?? []),
    parameters: raw.parameters.map(({ name, in: place, required = false, description, schema: of }) => ({
      in: place,
      field: toField(api, [name], { ...of, ...(description ? { description } : {}) }, required),
    })),
    body: bodySchema && listFields(api, bodySchema),
    reply: { status, mediaType, type: typeOf(api, schema), fields: listFields(api, schema) },
    refusals: replies.filter(([code]) => !code.startsWith("2")).map(toRefusal),
    curl: toCurl(api, method, path, raw, bodySchema),
  };
}

function toRefusal([status, reply]: [string, RawReply]): Refusal {
  const schema = reply.content?.["application/problem+json"]?.schema as
    | { allOf?: { properties?: { code?: { enum?: string[] } } }[] }
    | undefined;
  const codes = schema?.allOf?.flatMap((part) => part.properties?.code?.enum ?? []) ?? [];
  return { status, codes, meaning: reply.description };
}

const DEPTH_MAX = 3;

/** The fields of an object, those of nested objects below them; a schema within itself ends the descent. */
function listFields(api: OpenApi, schema: JsonSchema, above: string[] = [], within: string[] = []): Field[] {
  const { schema: known, trail } = resolve(api, inner(api, schema), within);
  const properties = (known.properties ?? {}) as Record<string, JsonSchema>;
  const required = (known.required ?? []) as string[];
  return Object.entries(properties).flatMap(([name, property]) => {
    const path = [...above, name];
    const field = toField(api, path, property, required.includes(name));
    const target = refName(inner(api, property));
    if (path.length > DEPTH_MAX || (target && trail.includes(target))) return [field];
    return [field, ...listFields(api, property, path, trail)];
  });
}

function toField(api: OpenApi, path: string[], schema: JsonSchema, isRequired: boolean): Field {
  return {
    name: path.at(-1) ?? "",
    path: path.join("."),
    depth: path.length - 1,
    type: typeOf(api, schema),
    isRequired,
    note: noteOf(api, schema),
  };
}
