import type { TicketSummary } from "@/lib/work/schema";

/** As long as the board may take to show a card in its new column. */
const WATCH_MS = 3000;

/**
 * A card that moves is drawn anew in another column, and whatever of it had the focus is gone: gives the focus back to
 * it whenever nothing else has it, until it has arrived or somebody points elsewhere.
 */
export function keepFocus({ id, phase }: Pick<TicketSummary, "id" | "phase">): void {
  const end = performance.now() + WATCH_MS;
  const moved = new AbortController();
  document.addEventListener("pointerdown", () => moved.abort(), { once: true, signal: moved.signal });
  const look = () => {
    if (moved.signal.aborted) return;
    const card = document.querySelector<HTMLElement>(`[data-ticket="${id}"]`);
    const isLost = document.activeElement === null || document.activeElement === document.body;
    const part = card?.querySelector<HTMLElement>("button") ?? card?.querySelector("a");
    if (isLost) part?.focus();
    const isThere = card !== null && card.dataset.phase !== phase && card.contains(document.activeElement);
    if (isThere || performance.now() > end) moved.abort();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}
