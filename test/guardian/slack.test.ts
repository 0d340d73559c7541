// A chat reads in one message what was done or asked for: what, to whom, by whom, why, until when.
import { beforeAll, describe, expect, it } from "vitest";
import { tickActions } from "@/lib/guardian/service";
import { tellChange } from "@/lib/guardian/service/policies/adopt";
import { wordByGuardian } from "@/lib/guardian/service/wording";
import { raiseAlert } from "@/lib/monitoring/service";
import { wordByMonitoring } from "@/lib/monitoring/service/wording";
import { transact } from "@/lib/platform/db/transact";
import { env } from "@/lib/platform/env";
import * as webhooks from "@/lib/platform/webhooks/service";
import { endedOf, run } from "../platform/support/webhooks";
import "../support/embedded";
import { ADMIN, aProject, aTask, aTicket, unique } from "../support/makers";
import { aReceiver, type Received } from "../support/receiver";
import { aLead, approve, done, reject, revert } from "./support/acts";

beforeAll(() => {
  wordByGuardian();
  wordByMonitoring();
});

const aChat = async (own: object = {}) => {
  const receiver = await aReceiver();
  const input = { name: unique("w"), url: receiver.url, projectId: null, format: "slack" as const };
  const { webhook } = await webhooks.createWebhook(ADMIN, { ...input, types: ["guardian.*"], ...own });
  return { webhook, received: receiver.received };
};

interface Message {
  text: string;
  blocks: [{ text: { text: string } }, { elements: [{ text: string }] }];
}
const messages = (received: Received[]) => received.map(({ body }) => JSON.parse(body) as Message);
const textsOf = (received: Received[]) => messages(received).map(({ text }) => text);

describe("an intervention that is done at once", () => {
  it("is one message, that says what, to whom, why, until when and by whom, and leads to its page", async () => {
    const settings = env();
    settings.PUBLIC_URL = "https://omoi.example/";
    try {
      await run();
      const chat = await aChat();
      const ticket = await aTicket({ title: "Slow <!channel>" });
      const lead = await aLead();
      const scope = { kind: "ticket", ticketId: ticket.id };
      const action = await done("pause", { scope, reason: "The provider is down" }, lead);
      await revert(action, { reason: "It is back" }, lead);
      await endedOf(chat.webhook.id, 2);
      const [paused, over] = messages(chat.received).toSorted((a) => (a.text.startsWith("Paused") ? -1 : 1));
      const lines = paused?.blocks[0].text.text.split("\n") ?? [];
      expect(paused?.text).toBe("Paused: Ticket “Slow &lt;!channel&gt;”");
      expect(lines[1]).toBe(
        `<https://omoi.example/guardian/actions/${action.id}|Ticket “Slow &lt;!channel&gt;”>`,
      );
      expect(lines[2]).toBe("Reason: The provider is down");
      expect(lines[3]).toMatch(/^Until \d+ \w+, \d\d:\d\d \(UTC\)$/);
      expect(paused?.blocks[1].elements[0].text).toMatch(`by ${lead.person.actor.name} · `);
      expect(over?.text).toBe("Over: pause: Ticket “Slow &lt;!channel&gt;”");
      expect(over?.blocks[0].text.text).toContain("It is back");
    } finally {
      delete settings.PUBLIC_URL;
    }
  });

  it("is told to who asks for its beginning alone by its beginning", async () => {
    await run();
    const chat = await aChat({ types: ["guardian.intervention.started"] });
    await done("cancel_task", { taskId: (await aTask({ title: "Slow 3" })).id });
    await endedOf(chat.webhook.id, 1);
    expect(textsOf(chat.received)).toEqual(["Begun: cancel a task: Task “Slow 3”"]);
  });
});

describe("an intervention that takes time", () => {
  it("is told when it is begun, with who allowed it, and when it is through", async () => {
    await run();
    const chat = await aChat();
    const [asker, other] = [await aLead(), await aLead()];
    const ticket = await aTicket({ title: "Runaway" });
    const scope = { kind: "ticket", ticketId: ticket.id };
    const action = await done("pause", { scope, attempts: "cancel", approval: "ask" }, asker);
    await approve(action, other);
    await tickActions();
    await endedOf(chat.webhook.id, 3);
    const by = Object.fromEntries(
      messages(chat.received).map(({ text, blocks }) => [text, blocks[1].elements[0].text.split(" · ")[0]]),
    );
    const names = [asker.person.actor.name, other.person.actor.name];
    const what = "stop what runs, and pause: Ticket “Runaway”";
    expect(by).toMatchObject({
      [`Approval needed: ${what}`]: `by ${names[0]}`,
      [`Begun: ${what}`]: `asked by ${names[0]}, approved by ${names[1]}`,
      "Stopped and paused: Ticket “Runaway”": expect.stringContaining(names[0] ?? ""),
    });
    await revert(action, {}, other);
  });
});

describe("an approval", () => {
  it("is asked for with its reason and how long it can be given, and given in one message with what was done", async () => {
    await run();
    const chat = await aChat();
    const [asker, other] = [await aLead(), await aLead()];
    const project = await aProject();
    const scope = { kind: "project", projectId: project.id };
    const action = await done("pause", { scope, reason: "It burns" }, asker);
    await endedOf(chat.webhook.id, 1);
    const [asked] = messages(chat.received);
    expect(asked?.text).toBe(`Approval needed: pause: Project ${project.name}`);
    const said = asked?.blocks[0].text.text ?? "";
    expect(said).toContain("Reason: It burns");
    expect(said).toMatch(/It pauses a whole project\. .*Decide until \d+ \w+, \d\d:\d\d \(UTC\)\./);
    expect(asked?.blocks[1].elements[0].text).toContain(`by ${asker.person.actor.name}`);
    await approve(action, other);
    await endedOf(chat.webhook.id, 2);
    const [, paused] = messages(chat.received);
    expect(paused?.text).toBe(`Paused: Project ${project.name}`);
    expect(paused?.blocks[1].elements[0].text).toContain(
      `asked by ${asker.person.actor.name}, approved by ${other.person.actor.name}`,
    );
    await revert(action, {}, other);
  });

  it("that is refused says by whom and why", async () => {
    await run();
    const chat = await aChat({ types: ["guardian.approval.rejected"] });
    const [asker, other] = [await aLead(), await aLead()];
    const taskId = (await aTask({ title: "Pay" })).id;
    await reject(await done("cancel_task", { taskId, approval: "ask" }, asker), other);
    await endedOf(chat.webhook.id, 1);
    const [message] = messages(chat.received);
    expect(message?.text).toBe("Rejected: cancel a task: Task “Pay”");
    expect(message?.blocks[0].text.text).toContain("Reason: no");
  });

  it("of another project is not told to a chat of one project", async () => {
    await run();
    const [own, other] = [await aProject(), await aProject()];
    const chat = await aChat({ projectId: own.id });
    const of = async (project: { id: string }, title: string) =>
      done("cancel_task", { taskId: (await aTask({ project, title })).id });
    await of(other, "Secret");
    await of(own, "Known");
    await endedOf(chat.webhook.id, 1);
    expect(textsOf(chat.received)).toEqual(["Cancelled: Task “Known”"]);
  });
});

it("a policy that is switched says from what to what, and who did it", async () => {
  await run();
  const chat = await aChat({ types: ["guardian.policy.*"] });
  const from = { hash: "a", mode: "observe" };
  const name = unique("stuck");
  await transact("test", (tx) => tellChange(tx, ADMIN, { name, from, to: { hash: "a", mode: "enforce" } }));
  await transact("test", (tx) => tellChange(tx, ADMIN, { name, from: null, to: from, file: "stuck.yaml" }));
  await endedOf(chat.webhook.id, 2);
  const said = messages(chat.received).map(({ blocks }) => [
    blocks[0].text.text.split("\n").at(-1),
    blocks[1].elements[0].text.split(" · ")[0],
  ]);
  expect(said.sort()).toEqual([
    ["New: observe", "by its file stuck.yaml"],
    ["observe → enforce", "by Ada"],
  ]);
});

it("an alert names its project, its task and what else it is about", async () => {
  await run();
  const chat = await aChat({ types: ["alert.raised"] });
  const project = await aProject();
  const { id: entity } = await aTask({ project, title: "Pay" });
  const alert = { rule: "task_stuck", severity: "critical" as const, title: "It is stuck" };
  await transact("test", (tx) => raiseAlert(tx, { ...alert, entity, projectId: project.id }));
  await endedOf(chat.webhook.id, 1);
  const [message] = messages(chat.received);
  expect(message?.text).toBe("Alert raised (critical): It is stuck");
  expect(message?.blocks[0].text.text.split("\n").at(-1)).toBe(`Project ${project.name} · Task “Pay”`);
});
