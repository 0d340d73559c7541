// What a reply says that its reader may decide is what deciding then does: nothing is offered that would be refused.
import { expect, it } from "vitest";
import { GET as listRoute } from "@/app/api/v1/guardian/actions/route";
import { type ActionsPage, Decision, type GuardianAction } from "@/lib/guardian/schema";
import "../support/embedded";
import { call, type Reply } from "../support/call";
import { aKey, aPerson, aProject, aTask } from "../support/makers";
import { change } from "../support/sql";
import { actionOf, aLead, approve, type By, done, extend, reject, revert, review } from "./support/acts";

const guardianKey = async () => ({
  key: await aKey({ level: "GUARDIAN", scopes: ["guardian:act", "work:read"] }),
});
const asker = await aLead();
const other = await aLead();
const admin = { person: await aPerson("admin") };
const askersKey = await guardianKey();
await change`UPDATE access_keys SET created_by = ${asker.person.id} WHERE id = ${askersKey.key.actor.id}`;

async function paused(by: By, more: Record<string, unknown> = {}): Promise<GuardianAction> {
  return done("pause", { scope: { kind: "project", projectId: (await aProject()).id }, ...more }, by);
}

const SCENES: Record<string, () => Promise<GuardianAction>> = {
  "a proposal": () => paused(asker),
  "a proposal of one's own key": () => paused(askersKey),
  "what was approved and lasts": async () => (await approve(await paused(asker), other)).json,
  // Another person each time: nobody may do it often.
  "what was done without approval": async () => paused(await aLead(), { breakGlass: true }),
  "what an admin did": async () => {
    const scope = { kind: "task", taskId: (await aTask()).id };
    return done("override_priority", { scope, priority: "HIGH" }, admin);
  },
  "what was rejected": async () => (await reject(await paused(asker), other)).json,
};

const READERS: By[] = [asker, other, admin, await guardianKey(), { person: await aPerson("viewer") }];

const DECIDE: Record<Decision, (action: GuardianAction, by: By) => Promise<Reply<unknown>>> = {
  approve,
  reject,
  review: (action, by) => review(action, {}, by),
  extend: (action, by) => extend(action, { expiresInSeconds: 600 }, by),
  revert: (action, by) => revert(action, {}, by),
};

/** The action in the list, as this reader gets it. */
async function read({ id }: GuardianAction, by: By) {
  const { json } = await call<ActionsPage>(listRoute, { ...by });
  const found = json.items.find((one) => one.id === id);
  if (!found) throw new Error(`The list lacks ${id}.`);
  return found.caller;
}

it.each(Object.keys(SCENES))("of %s exactly that is offered which is then done", async (scene) => {
  const make = SCENES[scene] as () => Promise<GuardianAction>;
  const standing = await make();
  for (const by of READERS) {
    const { may, refused } = await read(standing, by);
    for (const decision of Decision.options) {
      // What is refused changes nothing, so that the next one meets the same.
      const action = may.includes(decision) ? await make() : standing;
      const { status, problem } = await DECIDE[decision](action, by);
      expect([decision, status === 200]).toEqual([decision, may.includes(decision)]);
      const why = refused.find((one) => one.decision === decision)?.why;
      if (why) expect([status, problem.detail]).toEqual([403, why]);
    }
  }
});

it("of what one did oneself without approval all is offered but its review", async () => {
  const doer = await aLead();
  const action = await paused(doer, { breakGlass: true });
  expect(await read(action, doer)).toMatchObject({ isAsker: true, may: ["revert"] });
  expect(await read(action, other)).toEqual({ isAsker: false, may: ["review", "revert"], refused: [] });
});

it("one's own key is oneself: approving is left out, and why is said", async () => {
  const action = await paused(askersKey);
  expect(await read(action, asker)).toEqual({
    isAsker: false,
    may: ["reject"],
    refused: [{ decision: "approve", why: "You issued the key that asks: another person decides." }],
  });
  expect(await read(action, other)).toEqual({ isAsker: false, may: ["approve", "reject"], refused: [] });
});

it("who needed approval is offered no new end of it, and is told who is", async () => {
  const { json: action } = await approve(await paused(asker), other);
  expect((await read(action, asker)).may).toEqual(["revert"]);
  expect((await read(action, asker)).refused).toEqual([
    { decision: "extend", why: "Another person had to approve it; another person extends it." },
  ]);
  expect((await read(action, other)).may).toEqual(["extend", "revert"]);
});

it("what one's own key asked for is extended by another person, too", async () => {
  const { json: action } = await approve(await paused(askersKey), other);
  expect((await read(action, asker)).may).toEqual(["revert"]);
  expect((await extend(action, { expiresInSeconds: 600 }, asker)).status).toBe(403);
  expect((await extend(action, { expiresInSeconds: 600 }, other)).status).toBe(200);
});

it("of a proposal whose target has changed, approving is not offered, and what has changed is said", async () => {
  const task = await aTask();
  const action = await done("cancel_task", { taskId: task.id, approval: "ask" }, asker);
  expect([action.overtaken, (await read(action, other)).may]).toEqual([null, ["approve", "reject"]]);
  await done("cancel_task", { taskId: task.id }, other);
  const { json } = await call<ActionsPage>(listRoute, { ...other });
  const overtaken = `Task “${task.title}” was pending and is cancelled.`;
  expect(json.items.find(({ id }) => id === action.id)).toMatchObject({
    status: "proposed",
    overtaken,
    caller: { may: ["reject"], refused: [] },
  });
  expect(await actionOf(action)).toMatchObject({
    overtaken,
    caller: { may: expect.not.arrayContaining(["approve"]) },
  });
  const { status, problem } = await approve(action, other);
  expect([status, problem.detail]).toEqual([409, `Nothing was done. ${overtaken}`]);
  expect(await actionOf(action)).toMatchObject({ status: "stale", overtaken: null });
});
