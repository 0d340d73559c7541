// What a JSON Schema says, in words.

export type JsonSchema = { [key: string]: unknown };

export interface OpenApi {
  paths: Record<string, Record<string, unknown>>;
  components: { schemas: Record<string, JsonSchema> };
}

export function noteOf(api: OpenApi, schema: JsonSchema): string {
  const known = resolve(api, schema, []).schema;
  const core = plain(known);
  const facts = [
    sentence(schema.description ?? known.description ?? core.description),
    schema.default !== undefined || known.default !== undefined
      ? `Default ${JSON.stringify(schema.default ?? known.default)}.`
      : "",
    ...limits(core),
  ];
  return facts.filter(Boolean).join(" ");
}

function sentence(text: unknown): string {
  if (typeof text !== "string" || text === "") return "";
  return /[.!?:]$/.test(text) ? text : `${text}.`;
}

function limits(schema: JsonSchema): string[] {
  const { minimum, maximum, minLength, maxLength, maxItems, pattern } = schema;
  const isRange = typeof maximum === "number" && maximum < Number.MAX_SAFE_INTEGER;
  return [
    isRange ? `${typeof minimum === "number" ? `${minimum} to ` : "At most "}${maximum}.` : "",
    typeof maxLength === "number"
      ? `${minLength ? `${minLength} to` : "At most"} ${maxLength} characters.`
      : "",
    typeof maxItems === "number" ? `At most ${maxItems} items.` : "",
    typeof pattern === "string" && pattern.length < 60 && !schema.format && !idPrefix(schema)
      ? `Fits ${pattern}.`
      : "",
  ];
}

/** What a list holds, or what may be null, or the schema itself. */
export function inner(api: OpenApi, schema: JsonSchema): JsonSchema {
  const known = resolve(api, schema, []).schema;
  if (known.type === "array" && known.items) return inner(api, known.items as JsonSchema);
  const variants = orNull(known);
  if (variants.length === 1 && variants[0]) return inner(api, variants[0]);
  return schema;
}

/** The alternatives of a schema without null. */
export function orNull(schema: JsonSchema): JsonSchema[] {
  const variants = (schema.anyOf ?? schema.oneOf ?? []) as JsonSchema[];
  return variants.filter((variant) => variant.type !== "null");
}

function plain(schema: JsonSchema): JsonSchema {
  const variants = orNull(schema);
  return variants.length === 1 && variants[0] ? variants[0] : schema;
}

export function refName(schema: JsonSchema): string | undefined {
  return typeof schema.$ref === "string" ? schema.$ref.split("/").at(-1) : undefined;
}

export function resolve(
  api: OpenApi,
  schema: JsonSchema,
  within: string[],
): { schema: JsonSchema; trail: string[] } {
  const name = refName(schema);
  if (!name) return { schema, trail: within };
  return { schema: api.components.schemas[name] ?? {}, trail: [...within, name] };
}

/** `string`, `integer or null`, `list of Task`, `"a" | "b"`. */
export function typeOf(api: OpenApi, schema: JsonSchema): string {
  const name = refName(schema);
  if (name) return name;
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  const all = (schema.anyOf ?? schema.oneOf) as JsonSchema[] | undefined;
  if (all) {
    const types = [...new Set(orNull(schema).map((variant) => typeOf(api, variant)))].join(" | ");
    return all.length > orNull(schema).length ? `${types} or null` : types;
  }
  if (schema.type === "array")
    return `list of ${schema.items ? typeOf(api, schema.items as JsonSchema) : "anything"}`;
  if (schema.type === "object" && !schema.properties && schema.additionalProperties)
    return "object of any fields";
  if (typeof schema.type !== "string") return "any JSON";
  const prefix = idPrefix(schema);
  if (prefix) return `id ${prefix}_…`;
  return schema.format === "date-time" ? "instant" : schema.type;
}

/** The prefix of a TypeID: its pattern would be a riddle to read. */
function idPrefix({ pattern }: JsonSchema): string | undefined {
  return typeof pattern === "string" ? /^\^(\w+)_\[0-7\]/.exec(pattern)?.[1] : undefined;
}
