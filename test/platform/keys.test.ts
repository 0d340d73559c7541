import { describe, expect, it } from "vitest";
import { POST as revokeRoute } from "@/app/api/v1/keys/[id]/revoke/route";
import { POST as createRoute, GET as listRoute } from "@/app/api/v1/keys/route";
import { GET as phasesRoute } from "@/app/api/v1/phases/route";
import { AuthorityLevel } from "@/lib/platform/auth/access";
import { authenticate } from "@/lib/platform/auth/authenticate";
import type { IssuedKey, Key } from "@/lib/platform/auth/schema";
import { createKey } from "@/lib/platform/auth/service";
import "../support/embedded";
import { call, toRequest } from "../support/call";
import { ADMIN, aKey, aPerson, aProject } from "../support/makers";
import { refusal } from "../support/refusal";
import { auditOf, change, rows } from "../support/sql";

const admin = await aPerson("admin");
const issue = (body: Record<string, unknown>) =>
  call<IssuedKey>(createRoute, {
    method: "POST",
    person: admin,
    body: { name: "k", scopes: ["work:read"], ...body },
  });
const use = async (key: { secret: string }) => (await call(phasesRoute, { key })).status;

describe("a key", () => {
  it("is shown once: in the reply that issues it, and nowhere else", async () => {
    const { json, headers } = await issue({});
    expect(json.secret).toMatch(/^omoi_[\w-]{43}$/);
    expect(json.key.prefix).toBe(json.secret.slice(0, "omoi_".length + 4));
    expect(headers.get("cache-control")).toBe("no-store");
    const listed = await call(listRoute, { person: admin });
    expect(listed.raw).toContain(json.key.id);
    const stored = [
      await rows`SELECT row_to_json(k)::text AS kept FROM access_keys k`,
      await rows`SELECT detail FROM audit_entries`,
      await rows`SELECT payload::text FROM events`,
      await rows`SELECT reply::text FROM idempotency_keys`,
    ];
    expect(JSON.stringify(stored)).toContain(json.key.id);
    for (const place of [listed.raw, JSON.stringify(stored)]) expect(place).not.toContain(json.secret);
  });

  it("is named in the events of its issue and of its end", async () => {
    const { json } = await issue({ name: "nightly" });
    await call(revokeRoute, { method: "POST", person: admin, params: { id: json.key.id } });
    const told = await rows`SELECT type, payload FROM events WHERE entity = ${json.key.id} ORDER BY id`;
    expect(told).toEqual([
      { type: "access.key_changed", payload: { act: "issued", name: "nightly" } },
      { type: "access.key_changed", payload: { act: "revoked", name: "nightly" } },
    ]);
  });

  it("differs from every other in 256 bits", async () => {
    const secrets = new Set<string>();
    for (let n = 0; n < 20; n += 1) secrets.add((await aKey()).secret);
    expect(secrets.size).toBe(20);
    for (const secret of secrets) expect(Buffer.from(secret.slice(5), "base64url")).toHaveLength(32);
  });

  it("that has expired opens nothing", async () => {
    const key = await aKey({ expiresInDays: 1 });
    expect(await use(key)).toBe(200);
    await change`UPDATE access_keys SET expires_at = now() - interval '1 second' WHERE id = ${key.id}`;
    expect(await use(key)).toBe(401);
  });

  it("that was revoked opens nothing at its next use; revoking again changes nothing", async () => {
    const key = await aKey();
    expect(await use(key)).toBe(200);
    const revoke = () => call<Key>(revokeRoute, { method: "POST", person: admin, params: { id: key.id } });
    const first = await revoke();
    expect(first.json.revokedAt).not.toBeNull();
    expect(await use(key)).toBe(401);
    expect((await revoke()).json).toEqual(first.json);
    expect((await auditOf(key.id)).map((entry) => entry.act)).toEqual([
      "access.create_key",
      "access.revoke_key",
    ]);
  });

  it("notes when it was last used, at most once a minute, and not when it was refused", async () => {
    const key = await aKey();
    const lastUsed = async () =>
      (await rows<{ at: Date | null }>`SELECT last_used_at AS at FROM access_keys WHERE id = ${key.id}`)[0]
        ?.at;
    expect(await lastUsed()).toBeNull();
    await use(key);
    const first = await lastUsed();
    expect(first).not.toBeNull();
    await use(key);
    expect(await lastUsed()).toEqual(first);
    await change`UPDATE access_keys SET last_used_at = now() - interval '61 seconds' WHERE id = ${key.id}`;
    await use(key);
    expect((await lastUsed())?.getTime()).toBeGreaterThanOrEqual(first?.getTime() ?? Number.NaN);
    await change`UPDATE access_keys SET last_used_at = NULL, revoked_at = now() WHERE id = ${key.id}`;
    await use(key);
    expect(await lastUsed()).toBeNull();
  });

  it("acts with its own scopes, level and project, and as itself", async () => {
    const project = await aProject();
    const key = await aKey({ scopes: ["work:act", "work:read"], level: "MONITOR", project });
    expect(await authenticate(toRequest({ key }))).toEqual({
      ...{ kind: "key", id: key.id, name: key.actor.name, projectId: project.id },
      ...{ scopes: ["work:act", "work:read"], authority: AuthorityLevel.MONITOR },
    });
  });

  it("gets nothing from a scope in the database that the code does not know or never issues", async () => {
    const key = await aKey({ scopes: ["work:read"] });
    await change`UPDATE access_keys SET scopes = '{work:read,access:manage,projects:write,root}' WHERE id = ${key.id}`;
    expect((await authenticate(toRequest({ key }))).scopes).toEqual(["work:read"]);
    expect((await call(listRoute, { key })).status).toBe(403);
  });

  it.each([
    ["access:manage", { scopes: ["access:manage"] }, "/scopes/0"],
    ["projects:write", { scopes: ["work:read", "projects:write"] }, "/scopes/1"],
    ["no scope", { scopes: [] }, "/scopes"],
    ["the level SYSTEM", { level: "SYSTEM" }, "/level"],
    ["an expiry in the past", { expiresInDays: 0 }, "/expiresInDays"],
    ["a field that is none", { authority: 5 }, "/authority"],
  ])("cannot be issued with %s", async (_, body, pointer) => {
    const { status, problem } = await issue(body);
    expect(status).toBe(400);
    expect(problem.issues?.map((found) => found.pointer)).toEqual([pointer]);
  });

  it("is never issued above the authority of who issues it", async () => {
    const low = { ...ADMIN, authority: AuthorityLevel.WATCHDOG };
    const input = { name: "k", scopes: ["work:read" as const], projectId: null, expiresInDays: null };
    expect((await refusal(createKey(low, { ...input, level: "MONITOR" }))).code).toBe("forbidden");
    expect((await createKey(low, { ...input, level: "WATCHDOG" })).key.level).toBe("WATCHDOG");
  });

  it("for a project that does not exist is refused", async () => {
    const { status } = await issue({ projectId: "prj_01h455vb4pex5vsknk084sn02q" });
    expect(status).toBe(404);
  });
});
