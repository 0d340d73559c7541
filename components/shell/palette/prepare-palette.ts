// What the palette offers for the words typed so far.

export interface Command {
  id: string;
  label: string;
  /** Further words by which it is found. */
  words?: string;
}

/** Those in which every word begins a word of the label or of its further words. */
export function matching<T extends Command>(commands: readonly T[], typed: string): T[] {
  const wanted = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return commands.filter((command) => {
    const words = `${command.label} ${command.words ?? ""}`.toLowerCase().split(/[\s,–-]+/);
    return wanted.every((part) => words.some((word) => word.startsWith(part)));
  });
}

export interface Recent {
  path: string;
  label: string;
}

const RECENT_MAX = 6;

/** The newest first, each place once. */
export function withRecent(recent: readonly Recent[], opened: Recent): Recent[] {
  return [opened, ...recent.filter(({ path }) => path !== opened.path)].slice(0, RECENT_MAX);
}

/** What was stored, as far as it can be read. */
export function parseRecent(text: string | null): Recent[] {
  try {
    const stored: unknown = JSON.parse(text ?? "[]");
    if (!Array.isArray(stored)) return [];
    return stored.filter(isRecent).slice(0, RECENT_MAX);
  } catch {
    return [];
  }
}

function isRecent(value: unknown): value is Recent {
  return (
    typeof value === "object" &&
    value !== null &&
    "path" in value &&
    typeof value.path === "string" &&
    value.path.startsWith("/") &&
    !value.path.startsWith("//") &&
    "label" in value &&
    typeof value.label === "string"
  );
}
