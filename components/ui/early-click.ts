declare global {
  interface Window {
    /** The last click on each button, until the button answers it; none without the script below. */
    earlyClicks?: { alive: WeakSet<Element>; last: WeakMap<Element, Event> };
  }
}

/**
 * In the page before any button: notes clicks on buttons whose code is not there yet. React, which replays early
 * submits of forms, drops such clicks. What the browser does by itself (popovers, submits) needs no note.
 */
export const EARLY_CLICK_SCRIPT = `(() => {
  const early = { alive: new WeakSet(), last: new WeakMap() };
  window.earlyClicks = early;
  addEventListener("click", (click) => {
    const button = click.target instanceof Element && click.target.closest("button[type=button]");
    if (!button || early.alive.has(button) || button.popoverTargetElement || button.commandForElement) return;
    early.last.set(button, click);
  }, true);
})();`;

/** The ref of a button that the server draws: from now on it lives, and it answers the click it slept through. */
export function answerEarlyClick(button: HTMLButtonElement | null) {
  const early = window.earlyClicks;
  if (!button || !early || early.alive.has(button)) return;
  early.alive.add(button);
  const click = early.last.get(button);
  // One still under way is what made React bring the button to life, and React hands it on itself.
  if (click?.eventPhase === Event.NONE) queueMicrotask(() => button.click());
}
