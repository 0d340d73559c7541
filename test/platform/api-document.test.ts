import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, it } from "vitest";
import { GET } from "@/app/api/v1/openapi.json/route";
import { routes } from "@/app/api/v1/routes";
import { describeApi, listOperations } from "@/lib/platform/http/openapi";
import { toRequest } from "../support/call";

const API = join(process.cwd(), "app/api/v1");
// What answers everything else, and the document itself.
const UNLISTED = ["/[...rest]", "/openapi.json"];

const files = readdirSync(API, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.name === "route.ts")
  .map((entry) => join(entry.parentPath, entry.name));
const pathOf = (file: string) => `/${relative(API, dirname(file))}`;
const listed = Object.fromEntries(
  files.map((file) => [pathOf(file).replaceAll("[", "{").replaceAll("]", "}"), readFileSync(file, "utf8")]),
);

it("every route file is listed, and every listed route has its file", () => {
  const found = files.map(pathOf).filter((path) => !UNLISTED.includes(path));
  const expected = found.map((path) => path.replaceAll("[", "{").replaceAll("]", "}"));
  expect(Object.keys(routes).sort()).toEqual(expected.sort());
});

it("every method that a route file exports is an operation, built by route()", () => {
  for (const [path, module] of Object.entries(routes)) {
    const exported = [...(listed[path] ?? "").matchAll(/^export (?:async )?(?:const|function) (\w+)/gm)].map(
      ([, name]) => name,
    );
    const operations = listOperations({ [path]: module }).map(({ method }) => method);
    expect([path, ...operations.sort()]).toEqual([path, ...exported.sort()]);
    for (const { spec } of listOperations({ [path]: module })) expect(spec.summary.length).toBeGreaterThan(3);
  }
});

it("every path parameter is declared, and no other", () => {
  for (const { path, spec } of listOperations(routes)) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const declared = Object.keys((spec.params as { shape?: object } | undefined)?.shape ?? {});
    expect([path, ...declared.sort()]).toEqual([path, ...named.sort()]);
  }
});

interface Described {
  operationId?: string;
  security: { key?: string[] }[];
  responses: Record<string, unknown>;
  parameters: { name: string; in: string }[];
  requestBody?: unknown;
}

it("the OpenAPI document has every operation with its scopes, replies and refusals", () => {
  const document = describeApi(routes);
  const operations = listOperations(routes);
  expect(operations.length).toBeGreaterThanOrEqual(34);
  for (const { method, path, spec } of operations) {
    const described = document.paths[path]?.[method.toLowerCase()] as Described;
    expect(described, `${method} ${path}`).toBeDefined();
    expect(described.security[0]?.key).toEqual([spec.scope].flat());
    const expected = [String(spec.status ?? 200), "400", "401", "403", "429"];
    expect(Object.keys(described.responses)).toEqual(expect.arrayContaining(expected));
    expect(described.requestBody !== undefined).toBe(spec.body !== undefined);
    const asks = described.parameters.some((parameter) => parameter.name === "Idempotency-Key");
    expect(asks).toBe(spec.idempotent === true);
  }
  const count = Object.values(document.paths).flatMap((methods) => Object.keys(methods)).length;
  expect(count).toBe(operations.length);
});

it("every reference in the OpenAPI document leads to something, and every component is used", () => {
  const document = describeApi(routes);
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(
    ([, reference]) => reference ?? "",
  );
  expect(references.length).toBeGreaterThan(50);
  for (const reference of references) {
    expect(reference).toMatch(/^#\/components\/schemas\/\w+$/);
    expect(document.components.schemas).toHaveProperty(reference.split("/").at(-1) ?? "");
  }
  const used = new Set(references.map((reference) => reference.split("/").at(-1)));
  expect(Object.keys(document.components.schemas).filter((name) => !used.has(name))).toEqual([]);
  expect(JSON.stringify(document)).not.toContain("$defs");
});

it("the document is served to anybody", async () => {
  const response = await GET(toRequest({}));
  expect(response.headers.get("content-type")).toBe("application/json");
  expect(await response.json()).toEqual(JSON.parse(JSON.stringify(describeApi(routes))));
});
