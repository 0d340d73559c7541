import { describe, expect, test } from "vitest";
import { namesIn, subjectWords, toFeedFilter, withNews } from "@/components/work/prepare-feed";
import { EVENT_GROUPS } from "@/components/work/search-params";
import { type EventRecord, EventType, expandTypes } from "@/lib/platform/events/schema";

const event = (number: number) => ({ id: `evt_${number}`, cursor: `${number}.1` }) as EventRecord;
const feed = (...numbers: number[]) => ({
  pages: [{ items: numbers.map(event), nextCursor: null, olderCursor: "1.1" }],
  pageParams: [null],
});
const shown = (of: { pages: { items: EventRecord[] }[] }) =>
  of.pages.flatMap(({ items }) => items.map(({ id }) => Number(id.slice(4))));

describe("what came since", () => {
  test("is put on top, newest first, and nothing is shown twice", () => {
    // A cursor may lie below events that are shown already, so they come again.
    expect(shown(withNews(feed(3, 2, 1), [event(2), event(3), event(4), event(5)]))).toEqual([5, 4, 3, 2, 1]);
  });
  test("that is nothing new leaves the feed as it is, so that nothing is drawn again", () => {
    const before = feed(2, 1);
    expect(withNews(before, [event(2)])).toBe(before);
  });
  test("keeps the way to older events", () => {
    expect(withNews(feed(2, 1), [event(3)]).pages.at(-1)?.olderCursor).toBe("1.1");
  });
  test("lets the oldest go when there are too many, and goes on from the last that is kept", () => {
    const numbers = Array.from({ length: 500 }, (_, index) => 500 - index);
    const after = withNews(feed(...numbers), [event(501), event(502)]);
    expect(shown(after)).toHaveLength(500);
    expect(shown(after).at(-1)).toBe(3);
    expect(after.pages.at(-1)?.olderCursor).toBe("3.1");
  });
});

describe("the kinds to choose from", () => {
  test("cover every type that there is, each once", () => {
    const found = EVENT_GROUPS.flatMap((group) => {
      const { type } = toFeedFilter({ type: [group], entity: "" }, undefined);
      return expandTypes(type ?? "") ?? [];
    });
    expect([...found].sort()).toEqual([...EventType.options].sort());
  });
  test("none means all", () => {
    expect(toFeedFilter({ type: [], entity: "" }, "prj_1")).toEqual({
      type: undefined,
      entity: undefined,
      project: "prj_1",
    });
  });
});

describe("what an event is about", () => {
  test.each<[string, EventRecord["payload"], string]>([
    ["tkt_000000000000000000000abcde", { title: "Fix it" }, "Ticket “Fix it”"],
    ["task_00000000000000000000abcdef", { title: "Find it", number: 2 }, "Task “Find it”"],
    ["task_00000000000000000000abcdef", {}, "Task …abcdef"],
    ["task_00000000000000000000abcdef", { name: "report.md" }, "Task …abcdef"],
    ["agent_0000000000000000000abcdef", { name: "builder-1" }, "Agent “builder-1”"],
    ["key_000000000000000000000abcdef", { act: "issued", name: "ci" }, "Key “ci”"],
    ["whk_000000000000000000000abcdef", { name: "Chat" }, "Webhook “Chat”"],
    ["hold_00000000000000000000abcdef", { label: "Project Search" }, "Project Search"],
    ["hold_00000000000000000000abcdef", {}, "Hold …abcdef"],
    ["thing", {}, "thing"],
  ])("%s with %j is called %s", (entity, payload, words) => {
    expect(subjectWords({ entity, payload })).toBe(words);
  });

  test("is named by another event of the same thing when it carries no name itself, by the newest", () => {
    const of = (entity: string, payload: EventRecord["payload"]) => ({ entity, payload });
    const old = of("task_00000000000000000000abcdef", { number: 1 });
    const known = namesIn([
      old,
      of(old.entity, { title: "New name" }),
      of(old.entity, { title: "Old name" }),
    ]);
    expect(subjectWords(old, known)).toBe("Task “New name”");
    expect(subjectWords(of("task_00000000000000000000uvwxyz", {}), known)).toBe("Task …uvwxyz");
  });
});
