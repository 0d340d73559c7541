// Who may do what, for every operation that there is: generated from the declarations, so that a new route
// is tested by existing, and fails here until it says how to call it.
import { describe, expect, it } from "vitest";
import { routes } from "@/app/api/v1/routes";
import { KEY_SCOPES, ROLES, type Scope } from "@/lib/platform/auth/access";
import { revokeKey } from "@/lib/platform/auth/service";
import { listOperations, type Operation, type RouteModule } from "@/lib/platform/http/openapi";
import "../support/embedded";
import { type CallOptions, call } from "../support/call";
import { ADMIN, aKey, aPerson, aProject } from "../support/makers";
import { rows } from "../support/sql";
import { ABSENT, type Ids, REQUESTS } from "./support/operation-requests";
import { aWorld } from "./support/world";

const operations = listOperations(routes);
const nameOf = ({ method, path }: Operation) => `${method} ${path}`;

/** Whether others may change it is decided by whose it is, not by a scope. */
const OWNED = ["PATCH /views/{id}", "DELETE /views/{id}"];

/** Of the whole installation, so that a key of one project is refused whatever its scopes. */
const WHOLE = [
  "GET /guardian/audit/export",
  "GET /guardian/audit/verify",
  "GET /guardian/policies",
  "GET /guardian/policies/{name}",
  "GET /guardian/policies/{name}/firings",
  "GET /guardian/policies/{name}/versions",
  "POST /guardian/policies/{name}/dry-run",
];

/** Calls the operation; a stream's reply is closed again, not read. */
async function ask(operation: Operation, who: Pick<CallOptions, "key" | "person" | "headers">, ids: Ids) {
  const handler = (routes[operation.path] as RouteModule)[operation.method];
  const request = REQUESTS[nameOf(operation)];
  if (!handler || !request) throw new Error(`No request is written down for ${nameOf(operation)}.`);
  const hangUp = new AbortController();
  const asked = call(handler, { method: operation.method, ...request(ids), ...who, signal: hangUp.signal });
  if (operation.spec.produces === "text/event-stream") setTimeout(() => hangUp.abort(), 100);
  return asked;
}

const people = {
  viewer: await aPerson("viewer"),
  lead: await aPerson("lead"),
  admin: await aPerson("admin"),
};
const revoked = await aKey({ scopes: [...KEY_SCOPES] });
await revokeKey(ADMIN, revoked.id);
/** A new one each time: what one was refused oneself is in the trail of one's project. */
const aForeigner = async () =>
  aKey({ scopes: [...KEY_SCOPES], level: "GUARDIAN", project: await aProject() });

/** For requests that change nothing: by their method, or because they are refused. */
const shared = await aWorld(people.viewer.actor);

const may = (scopes: readonly Scope[], operation: Operation) =>
  [operation.spec.scope].flat().some((scope) => scopes.includes(scope));

it("the matrix knows a request for every operation, and none that is gone", () => {
  expect(Object.keys(REQUESTS).sort()).toEqual(operations.map(nameOf).sort());
});

it("every operation needs a scope that somebody has, and each scope opens something", () => {
  const given = new Set<Scope>([...Object.values(ROLES).flatMap(({ scopes }) => scopes), ...KEY_SCOPES]);
  const needed = new Set(operations.flatMap(({ spec }) => spec.scope));
  expect([...needed].sort()).toEqual([...given].sort());
});

describe.each(operations.map((operation) => [nameOf(operation), operation] as const))(
  "%s",
  (_, operation) => {
    it("is open to exactly those who have its scope", async () => {
      const { ids, runner } = operation.method === "GET" ? shared : await aWorld(people.viewer.actor);
      expect((await ask(operation, {}, ids)).status).toBe(401);
      expect((await ask(operation, { key: revoked }, ids)).status).toBe(401);
      expect((await ask(operation, { key: { secret: "omoi_guessed" } }, ids)).status).toBe(401);
      const callers = [
        ...Object.entries(people).map(([role, person]) => ({
          role,
          who: { person },
          scopes: person.actor.scopes,
        })),
        { role: "runner", who: { key: runner }, scopes: runner.actor.scopes },
      ];
      // The refused first: a request that was served may change what the next one is about.
      callers.sort((a, b) => Number(may(a.scopes, operation)) - Number(may(b.scopes, operation)));
      const served = [];
      for (const { role, who, scopes } of callers) {
        const { status, raw } = await ask(operation, who, ids);
        if (may(scopes, operation)) served.push(status);
        if (OWNED.includes(nameOf(operation)) && role !== "viewer")
          expect([role, status]).toEqual([role, 404]);
        else if (may(scopes, operation)) expect([200, 201, 409, 422], `${role}: ${raw}`).toContain(status);
        else expect([role, status]).toEqual([role, 403]);
      }
      expect(served[0]).toBe(operation.spec.status ?? 200);
    });

    it("tells a key of another project nothing, and does nothing for it", async () => {
      const { ids } = shared;
      const foreign = await aForeigner();
      const state = async () => [
        await rows`SELECT id, version, state, fence FROM tasks WHERE project_id = ${ids.project} ORDER BY id`,
        await rows`SELECT id, version, phase FROM tickets WHERE project_id = ${ids.project} ORDER BY id`,
        await rows`SELECT id, version, state, last_heartbeat_at FROM agents WHERE project_id = ${ids.project} ORDER BY id`,
        await rows`SELECT id, lease_until, ended_at FROM attempts WHERE project_id = ${ids.project} ORDER BY id`,
        await rows`SELECT id, size_bytes FROM artifacts WHERE project_id = ${ids.project} ORDER BY id`,
        await rows`SELECT id FROM events WHERE project_id = ${ids.project} ORDER BY id`,
        await rows`SELECT id, ended_at FROM holds WHERE project_id = ${ids.project} ORDER BY id`,
        await rows`SELECT id, ended_at FROM priority_overrides WHERE project_id = ${ids.project} ORDER BY id`,
        await rows`SELECT id, ended_at FROM capacity_reservations WHERE project_id = ${ids.project} ORDER BY id`,
        await rows`SELECT id, version, state, last_heartbeat_at FROM runner_hosts WHERE project_id = ${ids.project}`,
        await rows`SELECT id FROM cost_records WHERE project_id = ${ids.project} ORDER BY id`,
        await rows`SELECT id, version, state FROM cost_recommendations WHERE project_id = ${ids.project}`,
        await rows`SELECT id, version, deleted_at FROM budgets WHERE project_id = ${ids.project} ORDER BY id`,
        await rows`SELECT id, version, state FROM alerts WHERE project_id = ${ids.project} ORDER BY id`,
        await rows`SELECT id, version, status FROM guardian_actions WHERE project_id = ${ids.project} ORDER BY id`,
        await rows`SELECT id, status, ended_at FROM host_requests WHERE project_id = ${ids.project} ORDER BY id`,
      ];
      const before = await state();
      const there = await ask(operation, { key: foreign }, ids);
      const absent = await ask(operation, { key: foreign }, ABSENT);
      if (!may(foreign.actor.scopes, operation) || WHOLE.includes(nameOf(operation))) {
        expect([there.status, absent.status]).toEqual([403, 403]);
      } else if (JSON.stringify(REQUESTS[nameOf(operation)]?.(ABSENT)).includes("_7zzz")) {
        expect([there.status, absent.status]).toEqual([404, 404]);
        expect(there.raw.replace(there.problem.requestId, "")).toBe(
          absent.raw.replace(absent.problem.requestId, ""),
        );
      } else {
        expect(there.status).toBe(operation.spec.status ?? 200);
        for (const id of Object.values(ids)) if (id.includes("_")) expect(there.raw).not.toContain(id);
      }
      expect(await state()).toEqual(before);
    });
  },
);
