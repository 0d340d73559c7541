// What every page says at once: to whom, of what, and until when.
import { describe, expect, it } from "vitest";
import { GET } from "@/app/api/v1/guardian/notices/route";
import { pausePath, pauseWords, untilWords, waitingWords } from "@/components/shell/notices/prepare-notices";
import type { Notices, WidePause } from "@/lib/guardian/schema";
import { readNotices } from "@/lib/guardian/service";
import { raiseAlert } from "@/lib/monitoring/service";
import { transact } from "@/lib/platform/db/transact";
import { type HoldScope, wholeOf } from "@/lib/work/schema";
import * as work from "@/lib/work/service";
import "../support/embedded";
import { call } from "../support/call";
import { ADMIN, aKey, aPerson, aProject, aTask } from "../support/makers";
import { change } from "../support/sql";
import { hold as placeHold } from "../work/support/acts";
import { aLead, approve, done, reject, revert } from "./support/acts";

const SCOPES = ["work:read", "guardian:act"] as const;

const asks = async (by: Awaited<ReturnType<typeof aLead>>, project?: { id: string }) =>
  done("cancel_task", { taskId: (await aTask(project ? { project } : {})).id, approval: "ask" }, by);

describe("approvals that wait", () => {
  it("are counted for who may decide, with the nearest end, and the newest of somebody else", async () => {
    const [asker, other] = [await aLead(), await aLead()];
    const before = (await readNotices(other.person.actor)).approvals?.waiting ?? -1;
    const first = await asks(asker);
    const second = await asks(asker);
    const told = await readNotices(other.person.actor);
    expect(told.approvals).toMatchObject({
      waiting: before + 2,
      newest: {
        id: second.id,
        actionType: "cancel_task",
        targetLabel: second.targetLabel,
        askedBy: asker.person.actor.name,
      },
    });
    const ends = [first, second].map(({ approval }) => Date.parse(approval?.expiresAt ?? ""));
    expect(Date.parse(told.approvals?.nextExpiresAt ?? "")).toBeLessThanOrEqual(Math.min(...ends));
    const own = await readNotices(asker.person.actor);
    expect(own.approvals?.waiting).toBe(before + 2);
    expect(own.approvals?.newest?.id).not.toBe(second.id);
    await approve(first, other);
    await reject(second, other);
    expect((await readNotices(other.person.actor)).approvals?.waiting).toBe(before);
  });

  it("of one's own key are announced to others alone", async () => {
    const [issuer, other] = [await aLead(), await aLead()];
    const key = await aKey({ level: "MONITOR", scopes: [...SCOPES] });
    await change`UPDATE access_keys SET created_by = ${issuer.person.actor.id} WHERE id = ${key.id}`;
    const { id } = await done("cancel_task", { taskId: (await aTask()).id }, { key });
    expect((await readNotices(other.person.actor)).approvals?.newest?.id).toBe(id);
    expect((await readNotices(issuer.person.actor)).approvals?.newest?.id).not.toBe(id);
  });

  it("are none once their time is over, whether or not the clock has noted it", async () => {
    const [asker, other] = [await aLead(), await aLead()];
    const action = await asks(asker);
    const before = (await readNotices(other.person.actor)).approvals?.waiting ?? 0;
    await change`UPDATE guardian_actions SET approval_expires_at = now() - interval '1 s' WHERE id = ${action.id}`;
    expect((await readNotices(other.person.actor)).approvals?.waiting).toBe(before - 1);
  });

  it("are nobody's business who does not decide: a viewer's and a key's, whatever its level", async () => {
    const viewer = await aPerson("viewer");
    const key = await aKey({ level: "GUARDIAN", scopes: [...SCOPES] });
    await asks(await aLead());
    for (const caller of [{ person: viewer }, { key }]) {
      expect((await call<Notices>(GET, caller)).json.approvals).toBeNull();
    }
  });
});

describe("pauses", () => {
  it("are those that stop all work or a whole project, the widest first, in reach of whoever asks", async () => {
    const [shop, other] = [await aProject(), await aProject()];
    const keyOf = (project: { id: string }) => aKey({ project, scopes: [...SCOPES] });
    const [shopKey, otherKey] = [await keyOf(shop), await keyOf(other)];
    const hold = (scope: HoldScope, expiresInSeconds?: number) =>
      placeHold(scope, { reason: "An incident", expiresInSeconds });
    const narrow = await hold({ kind: "priority_at_most", priority: "LOW", projectId: shop.id });
    const project = await hold({ kind: "project", projectId: shop.id }, 3600);
    const inShop = (await readNotices(shopKey.actor)).pauses;
    expect(inShop).toMatchObject({
      count: 1,
      widest: { id: project.id, projectId: shop.id, projectName: shop.name, ownerName: "Ada" },
    });
    expect((await readNotices(otherKey.actor)).pauses).toEqual({ count: 0, widest: null });
    const all = await hold({ kind: "priority_at_most", priority: "CRITICAL" });
    expect((await readNotices(shopKey.actor)).pauses).toMatchObject({ count: 2, widest: { id: all.id } });
    expect((await readNotices(otherKey.actor)).pauses).toMatchObject({
      count: 1,
      widest: { id: all.id, projectId: null, expiresAt: null },
    });
    for (const { id } of [narrow, project, all]) await work.endHold(ADMIN, id, {});
    expect((await readNotices(shopKey.actor)).pauses).toEqual({ count: 0, widest: null });
  });

  it("are the same that only the guardian places, whatever the scope is called", async () => {
    const project = await aProject();
    const { actor } = await aKey({ project, scopes: [...SCOPES] });
    const within = { projectId: project.id };
    for (const scope of [
      { kind: "all" },
      { kind: "project", ...within },
      { kind: "priority_at_most", priority: "CRITICAL", ...within },
      { kind: "priority_at_most", priority: "HIGH", ...within },
      { kind: "phase", phase: "IMPLEMENTATION", ...within },
    ] satisfies HoldScope[]) {
      const hold = await placeHold(scope);
      expect([scope, (await readNotices(actor)).pauses.count]).toEqual([scope, wholeOf(scope) ? 1 : 0]);
      await work.endHold(ADMIN, hold.id, {});
    }
  });

  it("of an intervention lead to its page, and are over when it is taken back", async () => {
    const [asker, other] = [await aLead(), await aLead()];
    const project = await aProject();
    const { actor } = await aKey({ project, scopes: [...SCOPES] });
    const scope = { kind: "project", projectId: project.id };
    const action = await done("pause", { scope, reason: "The provider is down" }, asker);
    expect((await readNotices(actor)).pauses.count).toBe(0);
    await approve(action, other);
    const { widest } = (await readNotices(actor)).pauses;
    expect(widest).toMatchObject({ owner: action.id, ownerName: asker.person.actor.name });
    expect(widest && pausePath(widest)).toBe(`/guardian/actions/${action.id}`);
    await revert(action, {}, other);
    expect((await readNotices(actor)).pauses.count).toBe(0);
  });
});

it("critical alerts are counted in reach of whoever asks, and nobody without the right to read gets anything", async () => {
  const [shop, other] = [await aProject(), await aProject()];
  await transact("test", (tx) =>
    raiseAlert(tx, { rule: "r", severity: "critical", title: "t", entity: null, projectId: shop.id }),
  );
  const of = async (project: { id: string }) => (await aKey({ project, scopes: ["work:read"] })).actor;
  expect((await readNotices(await of(shop))).criticals).toBe(1);
  expect((await readNotices(await of(other))).criticals).toBe(0);
  expect((await call(GET, { key: await aKey({ scopes: ["work:run"] }) })).status).toBe(403);
  expect((await call(GET, {})).status).toBe(401);
});

describe("in words", () => {
  const pause: WidePause = {
    id: "hold_1",
    owner: "usr_1",
    ownerName: "Ada",
    projectId: null,
    projectName: null,
    reason: "An incident",
    expiresAt: "2026-11-23T10:52:00.000Z",
  };
  it("a pause says what, by whom and until when, with the day where that is another", () => {
    expect(pauseWords(pause)).toBe("All work is paused by Ada");
    expect(pauseWords({ ...pause, projectId: "prj_1", projectName: "Shop" })).toBe(
      "Project Shop is paused by Ada",
    );
    const today = Date.parse("2026-11-23T01:00:00Z");
    expect(untilWords(pause.expiresAt, today)).toBe(" until 10:52 UTC");
    expect(untilWords(pause.expiresAt, today - 86_400_000)).toBe(" until 23 Nov, 10:52 UTC");
    expect(untilWords(pause.expiresAt, null)).toBe(" until 23 Nov, 10:52 UTC");
    expect(untilWords(null, today)).toBe("");
  });
  it("a hold is ended among the overlays, a budget's among the budgets", () => {
    expect(pausePath(pause)).toBe("/overlays");
    expect(pausePath({ owner: "bud_1" })).toBe("/costs/budgets");
  });
  it("one intervention waits, and two wait", () => {
    expect(waitingWords(1)).toBe("1 intervention waits for a second person");
    expect(waitingWords(2)).toBe("2 interventions wait for a second person");
  });
});
