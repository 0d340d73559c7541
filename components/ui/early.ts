interface Early {
  /** What answers by itself by now. */
  alive: WeakSet<Element>;
  /** The last click on each button, until the button answers it. */
  clicks: WeakMap<Element, Event>;
  /** Fields in which a person has chosen or typed something. */
  changed: WeakSet<Element>;
  /** What was typed into a long text, and what is selected of it: React puts the server's text back. */
  texts: WeakMap<Element, { text: string; caret: [number, number] }>;
}

declare global {
  interface Window {
    /** Not there without the script below. */
    early?: Early;
  }
}

/**
 * In the page before any button or field: notes what is done to them before their code is there. React, which replays
 * early submits of forms, drops clicks and choices. What the browser does by itself (popovers, submits) needs no note;
 * a field that the browser fills in again after Back tells of no event and is not taken for a choice.
 */
export const EARLY_SCRIPT = `(() => {
  const early = { alive: new WeakSet(), clicks: new WeakMap(), changed: new WeakSet(), texts: new WeakMap() };
  window.early = early;
  const noteField = ({ target }) => {
    if (!(target instanceof Element) || early.alive.has(target)) return;
    early.changed.add(target);
    if (target instanceof HTMLTextAreaElement)
      early.texts.set(target, { text: target.value, caret: [target.selectionStart, target.selectionEnd] });
  };
  addEventListener("input", noteField, true);
  addEventListener("change", noteField, true);
  addEventListener("click", (click) => {
    if (click.target instanceof HTMLInputElement && click.target.type === "checkbox") noteField(click);
    const button = click.target instanceof Element && click.target.closest("button[type=button]");
    if (!button || early.alive.has(button) || button.popoverTargetElement || button.commandForElement) return;
    early.clicks.set(button, click);
    // Once the page has loaded, what has no ref lives all the same, and would be busy for ever.
    if (document.readyState !== "complete") button.setAttribute("aria-busy", "true");
  }, true);
})();`;

/** The ref of a button that the server draws: from now on it lives, and it answers the click it slept through. */
export function answerEarlyClick(button: HTMLButtonElement | null) {
  if (!button) return;
  const click = awaken(button)?.clicks.get(button);
  if (!click) return;
  button.removeAttribute("aria-busy");
  // One still under way is what made React bring the button to life, and React hands it on itself.
  if (click.eventPhase === Event.NONE) queueMicrotask(() => button.click());
}

/** The ref of a field that the server draws: from now on it lives, and its `onChange` hears what it slept through. */
export function answerEarlyInput(field: HTMLInputElement | HTMLSelectElement | null) {
  if (!field || !awaken(field)?.changed.has(field)) return;
  // As it stands now: drawn anew before the microtask, it may show again what it was drawn with.
  const { value } = field;
  const checked = field instanceof HTMLInputElement && field.checked;
  queueMicrotask(() => {
    if (field instanceof HTMLSelectElement) chooseAgain(field, value);
    else if (field.type === "checkbox") checkAgain(field, checked);
    else typeAgain(field, value);
  });
}

/** What was noted, for whoever asks first about this element. */
function awaken(element: Element): Early | undefined {
  const { early } = window;
  if (!early || early.alive.has(element)) return undefined;
  early.alive.add(element);
  return early;
}

function chooseAgain(field: HTMLSelectElement, value: string) {
  field.value = value;
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

// React hears only of what differs from what it last saw, which is what was set by the element's own property.
function checkAgain(field: HTMLInputElement, checked: boolean) {
  if (checked === field.defaultChecked) return;
  field.checked = !checked;
  field.click();
}

export function typeAgain(field: HTMLInputElement | HTMLTextAreaElement, value: string) {
  if (value === field.defaultValue) return;
  field.value = "";
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), "value")?.set?.call(field, value);
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
}
