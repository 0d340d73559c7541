// What stops everything is paused through the guardian; a hold that leaves work to be claimed is anybody's who may act.
import { describe, expect, it } from "vitest";
import { POST as holdRoute } from "@/app/api/v1/holds/route";
import { Intervention } from "@/lib/guardian/schema";
import { intervene } from "@/lib/guardian/service";
import { KEY_LEVELS, type KeyLevel, ROLES, Role } from "@/lib/platform/auth/access";
import { newId } from "@/lib/platform/ids";
import type { Hold, HoldScope } from "@/lib/work/schema";
import "../support/embedded";
import { approve } from "../guardian/support/acts";
import { call } from "../support/call";
import { aKey, anAgent, aPerson, aProject, aTask } from "../support/makers";
import { rows } from "../support/sql";
import { takeIds } from "./support/acts";

async function aScene() {
  const project = await aProject();
  const agent = await anAgent({ project });
  const task = await aTask({ project });
  return { project, projectId: project.id, agent, task };
}
type Scene = Awaited<ReturnType<typeof aScene>>;
type Case = [name: string, of: (scene: Scene) => HoldScope];

const WHOLE: [...Case, detail: string][] = [
  ["all work", () => ({ kind: "all" }), "all work"],
  ["every priority", () => ({ kind: "priority_at_most", priority: "CRITICAL" }), "all work"],
  ["a project", ({ projectId }) => ({ kind: "project", projectId }), "a whole project"],
  [
    "every priority of a project",
    ({ projectId }) => ({ kind: "priority_at_most", priority: "CRITICAL", projectId }),
    "a whole project",
  ],
];
const PART: Case[] = [
  ["a ticket", ({ task }) => ({ kind: "ticket", ticketId: task.ticketId })],
  ["an agent", ({ agent }) => ({ kind: "agent", agentId: agent.agent.id })],
  ["a phase", ({ projectId }) => ({ kind: "phase", phase: "BACKLOG", projectId })],
  ["high priority and below", ({ projectId }) => ({ kind: "priority_at_most", priority: "HIGH", projectId })],
];

/** A key of the project, so that a hold that is placed stops nobody else's test. */
async function place(scene: Scene, level: KeyLevel, scope: HoldScope) {
  const key = await aKey({ scopes: ["work:read", "work:act"], level, project: scene.project });
  const body = { scope, reason: "r", expiresInSeconds: 60 };
  return { key, ...(await call<Hold>(holdRoute, { method: "POST", key, body })) };
}

describe.each(WHOLE)("a hold on %s by hand", (_, of, whole) => {
  it.each(KEY_LEVELS)("is refused to a key of %s authority, with the way that it goes", async (level) => {
    const scene = await aScene();
    const scope = of(scene);
    const { key, status, problem } = await place(scene, level, scope);
    expect(status).toBe(403);
    expect(problem).toMatchObject({
      code: "forbidden",
      detail: expect.stringMatching(
        `^A hold on ${whole} is not placed by hand. Ask for a pause of the guardian, which another person approves`,
      ),
      facts: { hold: scope, route: "/api/v1/guardian/intervention/pause" },
    });
    expect(await rows`SELECT 1 FROM holds WHERE owner = ${key.id}`).toEqual([]);
    expect(await takeIds(scene.agent)).toEqual([scene.task.id]);
    const [refusal, ...more] = await rows<{ act: string; detail: string }>`
      SELECT act, detail FROM audit_entries WHERE actor = ${key.id}`;
    expect([refusal?.act, more]).toEqual(["hold.place.refused", []]);
    expect(JSON.parse(refusal?.detail ?? "{}")).toMatchObject({
      code: "forbidden",
      targetLabel: expect.stringContaining(scene.project.name),
    });
  });

  it.each(Role.options.filter((role) => ROLES[role].scopes.includes("work:act")))(
    "is refused to a person who is %s as well",
    async (role) => {
      const scene = await aScene();
      const person = await aPerson(role);
      const body = { scope: of(scene), reason: "r" };
      const { status, problem } = await call(holdRoute, { method: "POST", person, body });
      expect([status, problem.facts]).toEqual([403, expect.objectContaining({ hold: body.scope })]);
      expect(await rows`SELECT 1 FROM holds WHERE owner = ${person.id}`).toEqual([]);
      expect(await takeIds(scene.agent)).toEqual([scene.task.id]);
    },
  );

  it("is what the guardian lays once a second person has approved it", async () => {
    const scene = await aScene();
    const { actor } = await aKey({
      scopes: ["work:read", "guardian:act"],
      level: "GUARDIAN",
      project: scene.project,
    });
    const asked = { reason: "r", expiresInSeconds: 60, breakGlass: false };
    const pause = Intervention.parse({ type: "pause", scope: of(scene) });
    const action = await intervene(actor, pause, asked);
    expect([action.status, await takeIds(scene.agent)]).toEqual(["proposed", [scene.task.id]]);
    const another = await aTask({ project: scene.project });
    await approve(action, { person: await aPerson("lead") });
    expect(await takeIds(scene.agent)).toEqual([]);
    expect(await rows`SELECT owner FROM holds WHERE project_id = ${scene.projectId}`).toEqual([
      { owner: action.id },
    ]);
    expect(another.state).toBe("pending");
  });
});

it("a lower key learns nothing of another project from what it is refused", async () => {
  const [own, foreign] = [await aScene(), await aScene()];
  const ask = (projectId: string) => place(own, "MONITOR", { kind: "project", projectId });
  const [there, absent] = [await ask(foreign.projectId), await ask(newId("prj"))];
  expect([there.status, there.problem.detail]).toEqual([403, absent.problem.detail]);
});

describe.each(PART)("a hold on %s", (_, of) => {
  it.each(KEY_LEVELS)("is placed by a key of %s authority", async (level) => {
    const scene = await aScene();
    expect((await place(scene, level, of(scene))).status).toBe(201);
    expect(await takeIds(scene.agent)).toEqual([]);
  });
});

it("without the right to act is refused for that, whatever the authority", async () => {
  const key = await aKey({ scopes: ["work:read"], level: "GUARDIAN" });
  const body = { scope: { kind: "all" }, reason: "r", expiresInSeconds: 60 };
  const { status, problem } = await call(holdRoute, { method: "POST", key, body });
  expect([status, problem.facts]).toEqual([403, { scope: "work:act" }]);
});
