// Where one lead is alone: approving one's own, switched on and marked.
import { expect, it } from "vitest";
import "../support/embedded";
import { aTask } from "../support/makers";
import { rows } from "../support/sql";
import { aLead, approve, done } from "./support/acts";

process.env.GUARDIAN_SELF_APPROVAL = "true";

it("approving one's own is possible only where that was switched on, and is marked for good", async () => {
  const asker = await aLead();
  const task = await aTask();
  const action = await done("cancel_task", { taskId: task.id, approval: "ask" }, asker);
  const { json } = await approve(action, asker);
  expect(json).toMatchObject({ status: "executed", approval: { isSelfApproved: true } });
  const [entry] = await rows<{ detail: string }>`
    SELECT detail FROM audit_entries WHERE entity = ${action.id} AND act = 'guardian.approval.granted'`;
  expect(JSON.parse(entry?.detail ?? "{}")).toMatchObject({ isSelfApproved: true });
});
