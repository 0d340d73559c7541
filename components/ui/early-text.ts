import { typeAgain } from "./early";

/**
 * The ref of a long text that the server draws: from now on it lives, and its `onChange` hears what was typed before.
 * React has put the server's text back into it by now, so the one that was noted comes again, with its caret.
 */
export function answerEarlyText(field: HTMLTextAreaElement | null) {
  const { early } = window;
  if (!field || !early || early.alive.has(field)) return;
  early.alive.add(field);
  const typed = early.texts.get(field);
  if (!typed) return;
  queueMicrotask(() => {
    typeAgain(field, typed.text);
    field.setSelectionRange(...typed.caret);
  });
}
