// The one table of keyboard shortcuts: what the page obeys, and what the help sheet lists.

export type ShortcutAction =
  | { kind: "go"; path: string }
  | { kind: "help" | "search" | "create" | "next" | "previous" };

interface Shortcut {
  keys: readonly [string] | readonly ["g", string];
  words: string;
  action: ShortcutAction;
}

const go = (key: string, words: string, path: string): Shortcut => ({
  keys: ["g", key],
  words,
  action: { kind: "go", path },
});

export const SHORTCUTS: readonly Shortcut[] = [
  go("o", "Overview", "/"),
  go("t", "Tickets", "/tickets"),
  go("k", "Tasks", "/tasks"),
  go("a", "Agents", "/agents"),
  go("v", "Overlays", "/overlays"),
  go("u", "Guardian", "/guardian"),
  go("l", "Alerts", "/alerts"),
  go("c", "Costs", "/costs"),
  go("e", "Events", "/events"),
  go("y", "System", "/system"),
  go("s", "Settings", "/settings"),
  { keys: ["j"], words: "Next row", action: { kind: "next" } },
  { keys: ["k"], words: "Previous row", action: { kind: "previous" } },
  { keys: ["/"], words: "Search this list", action: { kind: "search" } },
  { keys: ["c"], words: "Create a ticket, or on a ticket a task", action: { kind: "create" } },
  { keys: ["?"], words: "This help", action: { kind: "help" } },
];

/** How long a first key waits for its second. */
export const SEQUENCE_MS = 1500;

/** What a key means after the keys before it; `waits` asks for the second key of a sequence. */
export function readKey(first: string | null, key: string): ShortcutAction | "waits" | null {
  const found = SHORTCUTS.find(({ keys }) =>
    first === null ? keys.length === 1 && keys[0] === key : keys[0] === first && keys[1] === key,
  );
  if (found) return found.action;
  if (first !== null) return readKey(null, key);
  return SHORTCUTS.some(({ keys }) => keys.length === 2 && keys[0] === key) ? "waits" : null;
}

/** Where j and k lead among the rows; from outside of them to the first or the last. */
export function nextIndex(current: number, count: number, step: 1 | -1): number {
  if (count === 0) return -1;
  if (current < 0) return step === 1 ? 0 : count - 1;
  return Math.min(count - 1, Math.max(0, current + step));
}
