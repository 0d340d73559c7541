import { z } from "zod";
import { Problem } from "../schema";
import { refusals } from "./openapi-problems";
import type { AnyRouteSpec, RouteHandler } from "./route";

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
type Method = (typeof METHODS)[number];
export type RouteModule = Partial<Record<Method, RouteHandler>>;

export interface Operation {
  method: Method;
  /** Below `/api/v1`, with `{name}` for its parameters. */
  path: string;
  spec: AnyRouteSpec;
}

/** Each method of each route, in the order of the paths. */
export function listOperations(routes: Record<string, RouteModule>): Operation[] {
  return Object.entries(routes).flatMap(([path, module]) =>
    METHODS.flatMap((method) => {
      const handler = module[method];
      return handler ? [{ method, path, spec: handler.spec }] : [];
    }),
  );
}

/** The methods of the route that a path below `/api/v1` leads to; none when there is no such route. */
export function allowedMethods(routes: Record<string, RouteModule>, path: string): string[] {
  const parts = path.split("/");
  const fits = (template: string) => {
    const wanted = template.split("/");
    return (
      wanted.length === parts.length && wanted.every((part, at) => part.startsWith("{") || part === parts[at])
    );
  };
  // `/tasks/claim` is a route of its own and outranks `/tasks/{id}`.
  const template = routes[path] ? path : Object.keys(routes).find(fits);
  const module = template === undefined ? undefined : routes[template];
  const methods = METHODS.filter((method) => module?.[method]);
  return methods
    .flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method]))
    .concat("OPTIONS")
    .sort();
}

type JsonSchema = Record<string, unknown>;
type Components = Record<string, JsonSchema>;

/** The OpenAPI 3.1 document of these routes, from the same declarations that they run by. */
export function describeApi(routes: Record<string, RouteModule>) {
  const components: Components = {};
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of listOperations(routes)) {
    paths[operation.path] = {
      ...paths[operation.path],
      [operation.method.toLowerCase()]: describeOperation(operation, components),
    };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "OmoiOS",
      version: "1",
      description: "Agents send a key as `Authorization: Bearer`; the browser sends its session cookie.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/api/v1" }],
    paths,
    components: {
      schemas: components,
      securitySchemes: {
        key: { type: "http", scheme: "bearer" },
        session: { type: "apiKey", in: "cookie", name: "omoi.session_token" },
      },
    },
  };
}

function describeOperation({ method, path, spec }: Operation, components: Components) {
  const scopes = [spec.scope].flat();
  return {
    operationId: operationId(method, path),
    summary: spec.summary,
    description: `Needs the scope ${scopes.map((scope) => `\`${scope}\``).join(" or ")}.`,
    tags: [path.split("/")[1]],
    security: [{ key: scopes }, { session: [] }],
    parameters: [
      ...parameters(spec.params, "path", components),
      ...parameters(spec.query, "query", components),
      ...(spec.idempotent ? [IDEMPOTENCY_KEY] : []),
    ],
    ...(spec.body
      ? {
          requestBody: {
            required: true,
            content: { "application/json": { schema: toSchema(spec.body, "input", components) } },
          },
        }
      : {}),
    responses: {
      [spec.status ?? 200]: {
        description: "Done",
        headers: RATE_LIMIT_HEADERS,
        content: Object.fromEntries(
          [spec.produces ?? "application/json"]
            .flat()
            .map((mediaType) => [
              mediaType,
              { schema: spec.reply ? toSchema(spec.reply, "output", components) : { type: "string" } },
            ]),
        ),
      },
      ...problems(method, spec, components),
    },
  };
}

/** `POST /tasks/{id}/cancel` is `postTasksIdCancel`. */
function operationId(method: Method, path: string): string {
  const words = path.split(/[^a-zA-Z]+/).filter(Boolean);
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}

const IDEMPOTENCY_KEY = {
  name: "Idempotency-Key",
  in: "header",
  schema: { type: "string", maxLength: 200 },
  description: "The same key with the same request is answered alike for 48 hours, and acts once.",
};

function parameters(schema: z.ZodType | undefined, place: "path" | "query", components: Components) {
  if (!schema) return [];
  const { properties = {}, required = [] } = toSchema(schema, "input", components) as {
    properties?: Record<string, JsonSchema>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...property }]) => ({
    name,
    in: place,
    required: place === "path" || required.includes(name),
    ...(description ? { description } : {}),
    schema: property,
  }));
}

function problems(method: Method, spec: AnyRouteSpec, components: Components) {
  const { $ref } = toSchema(Problem, "output", components);
  const body = spec.body
    ? (z.toJSONSchema(spec.body, { io: "input", unrepresentable: "any" }) as JsonSchema)
    : {};
  const replies = refusals(method, spec, Object.keys(body.properties ?? {})).map(
    ({ status, meaning, codes }) => [
      status,
      {
        description: `${meaning}.`,
        headers: status === 429 ? { ...RATE_LIMIT_HEADERS, ...RETRY_AFTER } : RATE_LIMIT_HEADERS,
        content: {
          "application/problem+json": {
            schema: { allOf: [{ $ref }, { type: "object", properties: { code: { enum: codes } } }] },
          },
        },
      },
    ],
  );
  return Object.fromEntries(replies);
}

const textHeader = (description: string) => ({ description, schema: { type: "string" } });

const RATE_LIMIT_HEADERS = {
  "X-Request-Id": textHeader("Names this request in the log and in the events that it caused."),
  RateLimit: textHeader(
    'What is left: `"credential";r=5999;t=60` is 5,999 requests for the next 60 seconds.',
  ),
  "RateLimit-Policy": textHeader('The limit: `"credential";q=6000;w=60` is 6,000 requests in 60 seconds.'),
};
const RETRY_AFTER = { "Retry-After": textHeader("Seconds until requests are answered again.") };

/** A zod schema as JSON Schema 2020-12, which is what OpenAPI 3.1 uses; named ones become components. */
function toSchema(schema: z.ZodType, io: "input" | "output", components: Components): JsonSchema {
  const text = JSON.stringify(z.toJSONSchema(schema, { io, unrepresentable: "any" }));
  const moved = JSON.parse(text.replaceAll('"#/$defs/', '"#/components/schemas/')) as JsonSchema;
  const { $schema: _, $defs = {}, id, ...own } = moved as JsonSchema & { $defs?: Components; id?: string };
  for (const [name, { id: _id, ...definition }] of Object.entries($defs)) components[name] = definition;
  if (!id) return own;
  components[id] = own;
  return { $ref: `#/components/schemas/${id}` };
}
