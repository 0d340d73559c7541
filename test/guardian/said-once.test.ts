// One act is one message to a chat that hears everything: an overlay is said by the intervention that laid it.
import { beforeAll, describe, expect, it } from "vitest";
import { tickActions } from "@/lib/guardian/service";
import { wordByGuardian } from "@/lib/guardian/service/wording";
import * as work from "@/lib/work/service";
import { run } from "../platform/support/webhooks";
import "../support/embedded";
import { aChat } from "../support/chat";
import { aProject, aTask, aTicket } from "../support/makers";
import { change } from "../support/sql";
import { hold } from "../work/support/acts";
import { done, revert } from "./support/acts";
import { aPolicy, look, switchAllOff } from "./support/policies";

const OVERLAYS = ["hold.*", "priority_override.*", "guardian.intervention.*"];
const heads = (lines: string[][]) => lines.map(([head]) => head);

beforeAll(() => wordByGuardian());

describe("to a chat that hears of overlays too", () => {
  it("a priority override and its end are a message each", async () => {
    await run();
    const chat = await aChat(OVERLAYS);
    const taskId = (await aTask({ title: "Pay" })).id;
    const action = await done("override_priority", { scope: { kind: "task", taskId }, priority: "HIGH" });
    await revert(action);
    expect(heads(await chat.told(2))).toEqual(["*Over: override a priority*", "*Priority overridden*"]);
  });

  it("a pause that ends by itself is a message each", async () => {
    await run();
    const chat = await aChat(OVERLAYS);
    const scope = { kind: "ticket", ticketId: (await aTicket()).id };
    const action = await done("pause", { scope });
    await change`UPDATE holds SET expires_at = now() - interval '1 second' WHERE owner = ${action.id}`;
    await change`UPDATE guardian_actions SET expires_at = now() - interval '1 second' WHERE id = ${action.id}`;
    await work.tick();
    await tickActions();
    expect(heads(await chat.told(2))).toEqual(["*Over: pause*", "*Paused*"]);
  });

  it("a hold that somebody places by hand is told of, and its end says why", async () => {
    await run();
    const chat = await aChat(OVERLAYS);
    const laid = await hold({ kind: "ticket", ticketId: (await aTicket({ title: "Shop" })).id });
    await change`UPDATE holds SET expires_at = now() - interval '1 second' WHERE id = ${laid.id}`;
    await work.tick();
    const [ended, placed] = await chat.told(2);
    expect(ended).toEqual(["*Hold ended*", "Ticket “Shop”", "Its time was over."]);
    expect(placed?.[0]).toBe("*Hold placed*");
  });
});

it("to a chat that does not hear of interventions, their overlays are told", async () => {
  await run();
  const chat = await aChat(["hold.*"]);
  const action = await done("pause", { scope: { kind: "ticket", ticketId: (await aTicket()).id } });
  await revert(action);
  expect(heads(await chat.told(2))).toEqual(["*Hold ended*", "*Hold placed*"]);
});

it("a policy that would have been refused is not said to have acted, but why it could not", async () => {
  await run();
  const chat = await aChat(["guardian.policy.fired"]);
  const project = await aProject();
  const task = await aTask({ ticket: await aTicket({ project }), title: "Rare", priority: "LOW" });
  const when = `task.id == "${task.id}"`;
  const refused = "{ type: quarantine_agent, agent: subject }";
  const able = "{ type: override_priority, task: subject, priority: HIGH }";
  const whole = await aPolicy({ when, actions: `[${refused}]` }, "observe");
  const part = await aPolicy({ when, actions: `[${refused}, ${able}]` }, "observe");
  await look();
  await look();
  const why = "What it fired about has no agent.";
  expect(await chat.told(2)).toEqual(
    [
      ["*Policy would have acted*", part.name, "About: Rare", `Would have been refused: ${why}`],
      ["*Policy would have been refused*", whole.name, "About: Rare", why],
    ].sort(),
  );
  await switchAllOff();
});
