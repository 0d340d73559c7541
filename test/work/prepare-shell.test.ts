import { describe, expect, test } from "vitest";
import { navItems } from "@/components/shell/nav-items";
import { matching, parseRecent, withRecent } from "@/components/shell/palette/prepare-palette";
import { nextIndex, readKey, SHORTCUTS } from "@/components/shell/shortcuts/prepare-shortcuts";
import { entityPath, workHref } from "@/components/work/links";
import { currentView, viewHref, viewsOf } from "@/components/work/prepare-view";
import type { SavedView } from "@/lib/platform/views/schema";

describe("a key", () => {
  test("alone means what the table says, and g waits for a second", () => {
    expect(readKey(null, "?")).toEqual({ kind: "help" });
    expect(readKey(null, "g")).toBe("waits");
    expect(readKey("g", "k")).toEqual({ kind: "go", path: "/tasks" });
    expect(readKey("g", "u")).toEqual({ kind: "go", path: "/guardian" });
    expect(readKey("g", "l")).toEqual({ kind: "go", path: "/alerts" });
    expect(readKey("g", "c")).toEqual({ kind: "go", path: "/costs" });
    expect(readKey(null, "x")).toBeNull();
  });
  test("that does not go with the first counts as a new beginning", () => {
    expect(readKey("g", "j")).toEqual({ kind: "next" });
    expect(readKey("g", "g")).toBe("waits");
    expect(readKey("g", "x")).toBeNull();
  });
  test("leads only to pages that there are, and no two shortcuts have the same keys", () => {
    const places = navItems.map(({ path }) => path);
    for (const { action } of SHORTCUTS) if (action.kind === "go") expect(places).toContain(action.path);
    expect(new Set(SHORTCUTS.map(({ keys }) => keys.join(" "))).size).toBe(SHORTCUTS.length);
  });
  test("j and k stop at the ends, and begin at them", () => {
    expect([nextIndex(-1, 3, 1), nextIndex(-1, 3, -1)]).toEqual([0, 2]);
    expect([nextIndex(2, 3, 1), nextIndex(0, 3, -1), nextIndex(1, 3, 1)]).toEqual([2, 0, 2]);
    expect(nextIndex(-1, 0, 1)).toBe(-1);
  });
});

describe("the palette", () => {
  const commands = [
    { id: "a", label: "New ticket", words: "create" },
    { id: "b", label: "Tickets as a list" },
    { id: "c", label: "Sign out", words: "log out" },
  ];
  test.each([
    ["tick", ["a", "b"]],
    ["new tick", ["a"]],
    ["CREATE", ["a"]],
    ["log", ["c"]],
    ["ick", []],
    ["  ", ["a", "b", "c"]],
  ])("offers for %j only what has words that begin so", (typed, ids) => {
    expect(matching(commands, typed).map(({ id }) => id)).toEqual(ids);
  });
  test("remembers each place once, the newest first, and few of them", () => {
    let recent = withRecent([], { path: "/a", label: "A" });
    for (const name of ["b", "c", "a", "d", "e", "f", "g"]) {
      recent = withRecent(recent, { path: `/${name}`, label: name });
    }
    expect(recent.map(({ path }) => path)).toEqual(["/g", "/f", "/e", "/d", "/a", "/c"]);
  });
  test("ignores what somebody else left in the storage", () => {
    expect(parseRecent("not json")).toEqual([]);
    expect(parseRecent('{"path":"/a"}')).toEqual([]);
    expect(parseRecent('[{"path":"//evil.example","label":"x"},{"path":"/a","label":"A"},7]')).toEqual([
      { path: "/a", label: "A" },
    ]);
    expect(parseRecent(null)).toEqual([]);
  });
});

describe("saved views", () => {
  const view = (name: string, query: string, isOwn = true, path = "/tasks") =>
    ({ id: name, name, path, query, isOwn }) as SavedView;
  test("of a list are one's own first, and those of other lists are left out", () => {
    const all = [view("b", ""), view("z", "", false), view("a", ""), view("x", "", true, "/agents")];
    expect(viewsOf(all, "/tasks").map(({ name }) => name)).toEqual(["a", "b", "z"]);
  });
  test("are recognised in whatever order the address has their filters", () => {
    const saved = [view("urgent", "state=failed&priority=HIGH")];
    expect(currentView(saved, "priority=HIGH&state=failed")?.name).toBe("urgent");
    expect(currentView(saved, "priority=HIGH")).toBeUndefined();
  });
  test("lead to their list", () => {
    expect(viewHref(view("a", "q=x"))).toBe("/tasks?q=x");
    expect(viewHref(view("a", ""))).toBe("/tasks");
  });
});

describe("the way to a record", () => {
  test("follows from its id, and is none for what has no page", () => {
    expect(entityPath("task_1")).toBe("/tasks/task_1");
    expect(entityPath("hold_1")).toBe("/overlays#hold_1");
    expect(entityPath("usr_1")).toBeNull();
  });
  test("keeps the fragment behind the query", () => {
    expect(workHref("/overlays#hold_1", { project: "search" })).toBe("/overlays?project=search#hold_1");
    expect(workHref("/tasks", { q: null })).toBe("/tasks");
  });
});
