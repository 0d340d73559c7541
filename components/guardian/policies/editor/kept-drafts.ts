// Texts that were not saved, kept in the browser's tab until they are saved or discarded.
import { z } from "zod";

const Draft = z.object({
  text: z.string(),
  /** Of the text that was read when the editing began. */
  hash: z.string(),
});
export type Draft = z.infer<typeof Draft>;

/** Where the browser keeps nothing, or no more: until the page is reloaded. */
const unstored = new Map<string, Draft>();

/** Each person has their own: another may sign in within the same tab. */
export function placeOf(personId: string, policy: string): string {
  return `policy-draft ${personId} ${policy}`;
}

export function findDraft(place: string): Draft | null {
  const kept = unstored.get(place);
  if (kept) return kept;
  try {
    const stored = sessionStorage.getItem(place);
    return stored === null ? null : Draft.parse(JSON.parse(stored));
  } catch {
    return null;
  }
}

/** null: it was saved, or discarded. */
export function keepDraft(place: string, draft: Draft | null): void {
  unstored.delete(place);
  try {
    if (draft) sessionStorage.setItem(place, JSON.stringify(draft));
    else sessionStorage.removeItem(place);
  } catch {
    if (draft) unstored.set(place, draft);
  }
}
