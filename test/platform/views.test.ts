import { describe, expect, it } from "vitest";
import * as viewRoute from "@/app/api/v1/views/[id]/route";
import * as viewsRoute from "@/app/api/v1/views/route";
import type { SavedView, ViewList } from "@/lib/platform/views/schema";
import { createView } from "@/lib/platform/views/service";
import "../support/embedded";
import { type CallOptions, call } from "../support/call";
import { aPerson, unique } from "../support/makers";
import { refusal } from "../support/refusal";
import { rows } from "../support/sql";

const ada = await aPerson("viewer");
const bob = await aPerson("lead");
const admin = await aPerson("admin");

const body = (name = unique("view")) => ({ name, path: "/tasks", query: "state=failed&project=search" });
const save = (person: CallOptions["person"], content: object) =>
  call<SavedView>(viewsRoute.POST, { method: "POST", person: person as never, body: content });
const change = (person: CallOptions["person"], id: string, content: object) =>
  call<SavedView>(viewRoute.PATCH, {
    method: "PATCH",
    person: person as never,
    params: { id },
    body: content,
  });
const remove = (person: CallOptions["person"], id: string) =>
  call<SavedView>(viewRoute.DELETE, { method: "DELETE", person: person as never, params: { id } });
const namesOf = async (person: CallOptions["person"], query = {}) => {
  const { json } = await call<ViewList>(viewsRoute.GET, { person: person as never, query });
  return json.items.map(({ name }) => name);
};

describe("a saved view", () => {
  it("is its owner's alone until it is shared, and then everybody's to see", async () => {
    const { json } = await save(ada, body());
    expect(await namesOf(ada)).toContain(json.name);
    expect(await namesOf(bob)).not.toContain(json.name);
    await change(ada, json.id, { isShared: true });
    expect(await namesOf(bob)).toContain(json.name);
    expect(await namesOf(bob, { path: "/agents" })).not.toContain(json.name);
  });

  it("that is not shared is not there for anybody else, an admin included", async () => {
    const { json } = await save(ada, body());
    for (const person of [bob, admin]) {
      expect((await change(person, json.id, { name: "x" })).status).toBe(404);
      expect((await remove(person, json.id)).status).toBe(404);
    }
    expect(await namesOf(ada)).toContain(json.name);
  });

  it("that is shared may be changed by its owner and by admins, and by nobody else", async () => {
    const { json } = await save(ada, { ...body(), isShared: true });
    expect((await change(bob, json.id, { name: "x" })).status).toBe(403);
    expect((await remove(bob, json.id)).status).toBe(403);
    const renamed = await change(admin, json.id, { name: unique("renamed") });
    expect(renamed.json).toMatchObject({ isOwn: false, mayChange: true, ownerName: ada.actor.name });
    expect((await remove(ada, json.id)).status).toBe(200);
    expect((await remove(ada, json.id)).status).toBe(404);
  });

  it("has a name of its own within its owner's views of the list", async () => {
    const content = body();
    expect((await save(ada, content)).status).toBe(201);
    const again = await save(ada, content);
    expect(again.status).toBe(409);
    expect((await save(ada, { ...content, path: "/agents" })).status).toBe(201);
    expect((await save(bob, content)).status).toBe(201);
    const other = await save(ada, body());
    const taken = await change(ada, other.json.id, { name: content.name });
    expect([taken.status, taken.problem.issues?.[0]?.pointer]).toEqual([409, "/name"]);
  });

  it("says when it was changed, in the reply to the change as in the list", async () => {
    const { json: saved } = await save(ada, body());
    const { json: changed } = await change(ada, saved.id, { isShared: true });
    expect(Date.parse(changed.updatedAt)).toBeGreaterThan(Date.parse(saved.updatedAt));
    const { json: list } = await call<ViewList>(viewsRoute.GET, { person: ada });
    expect(list.items.find(({ id }) => id === saved.id)).toEqual(changed);
  });

  it.each([
    ["path", { path: "//evil.example" }],
    ["path", { path: "/tasks?x" }],
    ["query", { query: "a=1#fragment" }],
    ["query", { query: "x".repeat(2001) }],
    ["name", { name: "  " }],
  ])("with a wrong %s is refused with a pointer at it: %j", async (field, wrong) => {
    const refused = await save(ada, { ...body(), ...wrong });
    expect([refused.status, refused.problem.issues?.[0]?.pointer]).toEqual([400, `/${field}`]);
  });

  it("sent twice with one Idempotency-Key is saved once", async () => {
    const content = body();
    const headers = { "idempotency-key": unique("key") };
    const options = { method: "POST", person: ada, body: content, headers };
    const first = await call<SavedView>(viewsRoute.POST, options);
    const second = await call<SavedView>(viewsRoute.POST, options);
    expect(second.json).toEqual(first.json);
  });

  it("leaves a trace in the audit trail with every change", async () => {
    const { json } = await save(ada, body());
    await change(ada, json.id, { isShared: true });
    await remove(ada, json.id);
    const acts = await rows<{ act: string; actor: string }>`
      SELECT act, actor FROM audit_entries WHERE entity = ${json.id} ORDER BY seq`;
    expect(acts.map(({ act }) => act)).toEqual(["view.create", "view.update", "view.delete"]);
    expect(new Set(acts.map(({ actor }) => actor))).toEqual(new Set([ada.id]));
  });
});

it("nobody keeps more than a hundred views", async () => {
  const { actor } = await aPerson("viewer");
  for (let count = 0; count < 100; count += 1) await createView(actor, { ...body(), isShared: false });
  expect((await refusal(createView(actor, { ...body(), isShared: false }))).code).toBe("invalid_state");
});
