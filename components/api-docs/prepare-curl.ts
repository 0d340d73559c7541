import type { RawOperation } from "./raw-operation";
import { type JsonSchema, type OpenApi, orNull, resolve } from "./schema-words";

const DEPTH_MAX = 3;

/** A command to copy: the required parameters and the required fields of the body, with examples. */
export function toCurl(
  api: OpenApi,
  method: string,
  path: string,
  raw: RawOperation,
  body: JsonSchema | null,
): string {
  const needed = raw.parameters.filter((parameter) => parameter.required);
  const filled = needed
    .filter(({ in: place }) => place === "path")
    .reduce((url, { name, schema }) => url.replace(`{${name}}`, String(exampleOf(api, schema))), path);
  const query = needed
    .filter(({ in: place }) => place === "query")
    .map(({ name, schema }) => `${name}=${encodeURIComponent(String(exampleOf(api, schema)))}`)
    .join("&");
  const lines = [
    `curl ${method === "GET" ? "" : `-X ${method} `}"$OMOI_URL/api/v1${filled}${query ? `?${query}` : ""}"`,
    '-H "Authorization: Bearer $OMOI_KEY"',
  ];
  if (body) {
    lines.push('-H "Content-Type: application/json"');
    lines.push(`-d '${JSON.stringify(exampleOf(api, body)).replaceAll("'", "'\\''")}'`);
  }
  return lines.join(" \\\n  ");
}

function exampleOf(api: OpenApi, schema: JsonSchema, depth = 0): unknown {
  const known = resolve(api, schema, []).schema;
  const [example] = (known.examples ?? []) as unknown[];
  if (example !== undefined) return example;
  if (known.default !== undefined) return known.default;
  if (known.const !== undefined) return known.const;
  if (Array.isArray(known.enum)) return known.enum[0];
  const [variant] = orNull(known);
  if (variant) return exampleOf(api, variant, depth);
  if (known.type === "object") {
    const properties = (known.properties ?? {}) as Record<string, JsonSchema>;
    const required = depth > DEPTH_MAX ? [] : ((known.required ?? []) as string[]);
    return Object.fromEntries(
      required.map((name) => [name, exampleOf(api, properties[name] ?? {}, depth + 1)]),
    );
  }
  if (known.type === "array") {
    const least = typeof known.minItems === "number" ? known.minItems : 0;
    return least > 0 ? [exampleOf(api, (known.items ?? {}) as JsonSchema, depth + 1)] : [];
  }
  if (known.type === "integer" || known.type === "number")
    return known.minimum === undefined ? 1 : Math.max(0, Number(known.minimum));
  if (known.type === "boolean") return true;
  return textFor(known);
}

const SAMPLES = ["example", "1", "0.1", "2026-01-31T12:00:00Z", "text/plain", "/tasks"];

/** A text that the schema accepts, as far as a handful of samples goes. */
function textFor({ format, pattern }: JsonSchema): string {
  if (format === "email") return "ada@example.com";
  if (format === "uri") return "https://example.com";
  if (format === "date-time") return "2026-01-31T12:00:00Z";
  const accepts = typeof pattern === "string" ? new RegExp(pattern) : /^/;
  return SAMPLES.find((sample) => accepts.test(sample)) ?? "example";
}
