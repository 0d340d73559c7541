import { parseRecent, type Recent, withRecent } from "./prepare-palette";

const NAME = "omoios.recent";

/** What was opened through the palette in this browser, newest first. */
export function readRecent(): Recent[] {
  try {
    return parseRecent(localStorage.getItem(NAME));
  } catch {
    return [];
  }
}

export function keepRecent(opened: Recent): void {
  try {
    localStorage.setItem(NAME, JSON.stringify(withRecent(readRecent(), opened)));
  } catch {
    // Storage may be forbidden or full; recent places are a convenience.
  }
}
