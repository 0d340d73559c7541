// What policies have done: within their limits at once, beyond them only after a person was asked.
import { describe, expect, it } from "vitest";
import type { Intervention } from "@/lib/guardian/schema";
import {
  listRollbacks,
  noteRollback,
  type PolicyFiring,
  previewByPolicy,
  proposeByPolicy,
  revertAction,
} from "@/lib/guardian/service";
import { policyActor } from "@/lib/guardian/service/by-policy";
import { insertPolicy, keepVersion } from "@/lib/guardian/store/policies/policies";
import { read, transact } from "@/lib/platform/db/transact";
import { newId } from "@/lib/platform/ids";
import "../support/embedded";
import { aTicket, unique } from "../support/makers";
import { auditOf, rows } from "../support/sql";
import { actionOf, aLead, approve, standing } from "./support/acts";

const author = { id: "system", name: "Test" };

/** Of a policy of its own, which is in force. */
async function aFiring(own: Partial<PolicyFiring> = {}): Promise<PolicyFiring> {
  const policy = { name: unique("policy"), hash: unique("hash") };
  await transact("test", async (tx) => {
    await keepVersion(tx, { policy: policy.name, hash: policy.hash, text: "", by: author });
    await insertPolicy(tx, { ...policy, mode: "enforce", file: null, by: author });
  });
  return {
    policy,
    firingId: newId("gfir"),
    alertId: null,
    projectId: null,
    ttlSeconds: 600,
    approval: null,
    rollback: null,
    limits: { perHour: 6, maxTargets: 10 },
    ...own,
  };
}

async function aPause(): Promise<{ ticket: { id: string; projectId: string }; pause: Intervention }> {
  const ticket = await aTicket();
  const scope = { kind: "ticket" as const, ticketId: ticket.id };
  return { ticket, pause: { type: "pause", scope, release: "at_once", attempts: "finish" } };
}

describe("an intervention by a policy", () => {
  it("is carried out at once, in the policy's name, with its hash and its time", async () => {
    const { ticket, pause } = await aPause();
    const firing = await aFiring();
    expect((await read((tx) => previewByPolicy(tx, pause))).entity).toBe(ticket.id);
    const action = await proposeByPolicy(firing, pause, "Too much.");
    expect(action).toMatchObject({
      status: "executed",
      policy: firing.policy,
      firingId: firing.firingId,
      initiatedBy: { id: `policy:${firing.policy.name}`, kind: "policy" },
      authorityLevel: 4,
      plan: { expiresInSeconds: 600 },
    });
    expect((await auditOf(action.id)).map(({ actor }) => actor)).toEqual([
      `policy:${firing.policy.name}`,
      `policy:${firing.policy.name}`,
    ]);
  });

  it("is done once for a firing, however many replicas evaluate it", async () => {
    const { ticket, pause } = await aPause();
    const firing = await aFiring();
    const both = await Promise.all([1, 2].map(() => proposeByPolicy(firing, pause, "Too much.")));
    expect(both[0]?.id).toBe(both[1]?.id);
    expect(await rows`SELECT 1 FROM holds WHERE scope_target = ${ticket.id}`).toHaveLength(1);
  });

  it("waits for a person where a lead would have to ask one", async () => {
    const pause: Intervention = {
      type: "pause",
      scope: { kind: "all" },
      release: "at_once",
      attempts: "finish",
    };
    const action = await proposeByPolicy(await aFiring(), pause, "r");
    expect(action).toMatchObject({ status: "proposed", approval: { reasons: ["It pauses all work."] } });
  });

  it("waits for a person where the policy says so, or it acted or touches too much", async () => {
    const { ticket, pause } = await aPause();
    const asks = await proposeByPolicy(await aFiring({ approval: { timeoutSeconds: 60 } }), pause, "r");
    expect(asks).toMatchObject({ status: "proposed", approval: { reasons: ["The policy asks for it."] } });
    expect(Date.parse(asks.approval?.expiresAt ?? "") - Date.parse(asks.createdAt)).toBe(60_000);
    const wide = await proposeByPolicy(await aFiring({ limits: { perHour: 6, maxTargets: 0 } }), pause, "r");
    expect(wide.approval?.reasons).toEqual(["It does 1 at once; the policy may do 0."]);
    const once = await aFiring({ limits: { perHour: 1, maxTargets: 10 } });
    expect((await proposeByPolicy(once, pause, "r")).status).toBe("executed");
    const second = await proposeByPolicy({ ...once, firingId: newId("gfir") }, pause, "r");
    expect(second.approval?.reasons).toEqual(["In the last hour the policy acted as often as it may: 1."]);
    expect((await approve(second, await aLead())).json.status).toBe("executed");
    expect(await rows`SELECT 1 FROM holds WHERE scope_target = ${ticket.id}`).toHaveLength(2);
  });

  it("that cannot be done is refused as a person's would be, and leaves nothing", async () => {
    const { ticket, pause } = await aPause();
    const before = await standing(ticket.projectId);
    const ghost = {
      ...pause,
      scope: { kind: "ticket" as const, ticketId: "tkt_00000000000000000000000000" },
    };
    await expect(proposeByPolicy(await aFiring(), ghost as Intervention, "r")).rejects.toMatchObject({
      code: "not_found",
    });
    expect(await standing(ticket.projectId)).toEqual(before);
  });

  it("of a policy that is not there is refused, and leaves nothing", async () => {
    const { ticket, pause } = await aPause();
    const ghost = { ...(await aFiring()), policy: { name: unique("policy"), hash: unique("hash") } };
    await expect(proposeByPolicy(ghost, pause, "r")).rejects.toMatchObject({ code: "invalid_state" });
    expect(await rows`SELECT 1 FROM holds WHERE scope_target = ${ticket.id}`).toEqual([]);
  });

  it("is rolled back in the policy's name, once its condition was noted to hold", async () => {
    const { ticket, pause } = await aPause();
    const firing = await aFiring({ rollback: { when: "queue.pending == 0", keepForSeconds: 120 } });
    const action = await proposeByPolicy(firing, pause, "r");
    const mine = async () => (await read(listRollbacks)).filter(({ id }) => id === action.id);
    expect(await mine()).toEqual([
      {
        ...{ id: action.id, actionType: "pause", target: ticket.id },
        ...{ when: "queue.pending == 0", keepForSeconds: 120, holdsSince: null },
      },
    ]);
    const since = new Date("2026-11-23T06:00:00.000Z");
    await transact("test", (tx) => noteRollback(tx, action.id, since));
    expect((await mine())[0]?.holdsSince).toEqual(since);
    await revertAction(policyActor(firing.policy.name, null), action.id, { reason: "It holds." });
    expect(await actionOf(action)).toMatchObject({ status: "reverted", revertCause: "rollback" });
    expect(await mine()).toEqual([]);
  });
});
