// What the page Now, and a refusal for want of slots, say in words.
import { expect, it } from "vitest";
import { outsideWords } from "@/components/guardian/now/prepare-outside";
import { type SlotSource, shortOf } from "@/lib/guardian/rules/slots";

const laid = (...owners: string[]) => owners.map((owner) => ({ owner }));

it("what lies over the queue is told as far as it is no action's", () => {
  const none = { holds: laid("gact_1"), overrides: laid(), reservations: laid() };
  expect(outsideWords(none)).toBeNull();
  const some = {
    holds: laid("gact_1", "usr_1", "bgt_1"),
    overrides: laid("key_1"),
    reservations: laid("gact_2"),
  };
  expect(outsideWords(some)).toBe("Also in force: 2 holds, 1 override laid outside the guardian");
});

const agent = (id: string, more: Partial<SlotSource> = {}): SlotSource => ({
  ...{ id, name: id, projectId: id, capacity: 1, load: 0, capabilities: [], reservedSlots: 0 },
  ...{ isOffered: true, held: [] },
  ...more,
});

it("no slots are said to be missing that are free, but why they stay", () => {
  const idle = [agent("a"), agent("b")];
  expect(shortOf(idle, 3, 0)).toBe(
    "2 slots are free or on lower work, but none may move: the agents of a project, and those of all projects, keep one slot for their other work.",
  );
  expect(shortOf([agent("a", { load: 1 })], 3, 0)).toBe(
    "The one agent that could serve it has no slot that is free or on lower work.",
  );
  expect(shortOf([agent("a", { reservedSlots: 1 })], 3, 0)).toBe(
    "The one agent that could serve it has no slot that is free or on lower work (1 slot is reserved already).",
  );
  expect(shortOf([agent("a", { isOffered: false })], 3, 0)).toBe(
    "No agent that takes work can do what waits there.",
  );
});
