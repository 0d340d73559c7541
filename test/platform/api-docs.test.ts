import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { routes } from "@/app/api/v1/routes";
import { fits, toEntry, toReferences } from "@/components/api-docs/prepare-reference";
import type { OpenApi } from "@/components/api-docs/schema-words";
import { statusOf } from "@/lib/platform/errors";
import { describeApi, listOperations } from "@/lib/platform/http/openapi";

const api: OpenApi = describeApi(routes);
const references = toReferences(api);
const find = (method: string, path: string) => {
  const found = references.find((reference) => reference.method === method && reference.path === path);
  if (!found) throw new Error(`${method} ${path} is not described.`);
  return found;
};
const statuses = (method: string, path: string) => find(method, path).refusals.map(({ status }) => status);

describe("the reference", () => {
  it("has every operation, each with an address of its own, its scopes and a reply", () => {
    expect(references.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(
      listOperations(routes)
        .map(({ method, path }) => `${method} ${path}`)
        .sort(),
    );
    expect(new Set(references.map(({ id }) => id)).size).toBe(references.length);
    for (const { room, path, scopes, reply } of references) {
      expect(path.startsWith(`/${room}`)).toBe(true);
      expect(scopes.length).toBeGreaterThan(0);
      expect(reply.mediaType.length + reply.type.length).toBeGreaterThan(4);
    }
  });

  it("lists fields with those nested in them, and ends where a schema holds itself", () => {
    const { body, reply } = find("POST", "/tasks/claim");
    expect(body?.find(({ name }) => name === "agentId")).toMatchObject({
      isRequired: true,
      type: "id agent_…",
      depth: 0,
    });
    expect(body?.find(({ name }) => name === "max")?.note).toContain("Default 1");
    expect(reply.fields.find(({ path }) => path === "claims.task.id")).toMatchObject({
      type: "id task_…",
      depth: 2,
    });
    for (const { reply: one } of references) expect(one.fields.length).toBeLessThan(400);
    for (const { id, body: fields, reply: one } of references) {
      const paths = [...(fields ?? []), ...one.fields].map(({ path }) => path);
      expect(
        paths.every((path) => path.length > 0),
        id,
      ).toBe(true);
    }
  });

  it("gives each operation a command that a shell reads as meant, with a body that its schema accepts", () => {
    const refused: string[] = [];
    for (const { method, path, curl } of references) {
      // In place of curl, a function that prints what it was given.
      const script = `curl() { printf '%s\\0' "$@"; }; OMOI_URL=http://h OMOI_KEY=k; ${curl}`;
      const given = execFileSync("bash", ["-c", script], { encoding: "utf8" }).split("\0");
      const url = given.find((argument) => argument.startsWith("http://h/api/v1/")) ?? "";
      expect(url, curl).not.toContain("{");
      expect(given).toContain("Authorization: Bearer k");
      expect(given.includes("-X")).toBe(method !== "GET");
      const { spec } = listOperations(routes).find((one) => one.method === method && one.path === path) ?? {};
      if (!spec?.body) continue;
      const body = JSON.parse(given[given.indexOf("-d") + 1] ?? "");
      const { error } = spec.body.safeParse(body);
      if (error) refused.push(`${method} ${path} ${JSON.stringify(body)}: ${error.message}`);
    }
    expect(refused).toEqual([]);
  });

  it("finds operations by any words of their line", () => {
    const found = (words: string) =>
      references
        .map(toEntry)
        .filter((entry) => fits(entry, words))
        .map(({ path }) => path);
    expect(found("claim post tasks")).toContain("/tasks/claim");
    expect(found("WORK:RUN heartbeat")).toContain("/agents/{id}/heartbeat");
    for (const path of found("WORK:RUN heartbeat")) expect(path).toContain("heartbeat");
    expect(found("no such words")).toEqual([]);
  });
});

describe("refusals", () => {
  it("of every operation are all that may come, each with its codes", () => {
    for (const { method, path, refusals } of references) {
      const own = refusals.map(({ status }) => status);
      expect(own, `${method} ${path}`).toEqual(
        expect.arrayContaining(["400", "401", "403", "429", "500", "503"]),
      );
      for (const { status, codes, meaning } of refusals) {
        expect(codes.length).toBeGreaterThan(0);
        for (const code of codes)
          expect(String(statusOf(code as Parameters<typeof statusOf>[0]))).toBe(status);
        expect(meaning.length).toBeGreaterThan(10);
      }
    }
  });

  it("of writes name conflicts, bodies and states; those of reads do not", () => {
    const ofWrites = ["404", "409", "413", "415", "422"];
    expect(statuses("POST", "/tasks/{id}/complete")).toEqual(expect.arrayContaining(ofWrites));
    expect(statuses("POST", "/agents/{id}/drain")).toEqual(expect.arrayContaining(ofWrites));
    for (const status of ["409", "413", "415", "422"])
      expect(statuses("GET", "/tasks/{id}")).not.toContain(status);
    expect(statuses("GET", "/tasks/{id}")).toContain("404");
    const lost = find("POST", "/tasks/{id}/complete").refusals.find(({ status }) => status === "409");
    expect(lost?.codes).toEqual(["conflict", "lease_lost"]);
  });
});
