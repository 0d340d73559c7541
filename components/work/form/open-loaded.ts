// Dialogs whose code comes when they are wanted.
import { tellError } from "@/components/ui/tell-error";

const UNREACHABLE = "This needs the control room, which cannot be reached. Try again.";

/**
 * Opens a dialog once its code is there. Mounted before, a failed import would take the whole page along, and React's
 * `lazy` would keep the failure; so the page stays as it is, and the next click tries again.
 */
export async function openLoaded(load: () => Promise<unknown>, open: () => void): Promise<void> {
  try {
    await load();
  } catch {
    tellError(UNREACHABLE);
    return;
  }
  open();
}

/** Begins to load what may be wanted soon; that it cannot be had is told once it is wanted. */
export function loadAhead(load: () => Promise<unknown>): void {
  load().catch(() => undefined);
}
