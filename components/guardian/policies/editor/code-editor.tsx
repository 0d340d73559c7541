"use client";

import { yaml } from "@codemirror/lang-yaml";
import { lintGutter, setDiagnostics } from "@codemirror/lint";
import { EditorState, Transaction } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { basicSetup } from "codemirror";
import { useEffect, useLayoutEffect, useRef } from "react";
import { colours, editorTheme } from "./editor-theme";
import { completeFacts } from "./fact-completion";
import type { Caret, EditorProps } from "./plain-editor";
import { toDiagnostics } from "./prepare-diagnostics";

/** Two spaces at the cursor: YAML knows no tabs. Escape and then Tab leaves, which the editor does by itself. */
const indent = keymap.of([
  {
    key: "Tab",
    run: (view) => {
      view.dispatch(view.state.replaceSelection("  "));
      return true;
    },
  },
]);

/** The text with line numbers, colours, marks under what is wrong, and completion; goes on at `caret`, if there is one. */
export function CodeEditor({
  label,
  value,
  faults,
  isReadOnly,
  hintId,
  caret,
  onChange,
}: EditorProps & { caret: Caret | null }) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const change = useRef(onChange);
  useEffect(() => {
    change.current = onChange;
  });
  const first = useRef(value);
  const begin = useRef(caret);

  // Before anything else may happen on the page: what is typed next goes into the new one.
  useLayoutEffect(() => {
    if (!host.current) return;
    const made = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: first.current,
        extensions: [
          basicSetup,
          yaml(),
          colours,
          editorTheme,
          lintGutter(),
          isReadOnly ? [EditorState.readOnly.of(true)] : indent,
          EditorState.languageData.of(() => [{ autocomplete: completeFacts }]),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ "aria-label": label, "aria-describedby": hintId }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) change.current(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = made;
    if (begin.current) {
      const [anchor, head] = begin.current;
      begin.current = null;
      made.dispatch({ selection: { anchor, head } });
      made.focus();
    }
    return () => {
      first.current = made.state.doc.toString();
      made.destroy();
      view.current = null;
    };
  }, [label, hintId, isReadOnly]);

  useEffect(() => {
    const editor = view.current;
    if (!editor || editor.state.doc.toString() === value) return;
    editor.dispatch({
      changes: { from: 0, to: editor.state.doc.length, insert: value },
      // Somebody else's text, or one that was saved, is not undone like one's own typing.
      annotations: Transaction.addToHistory.of(false),
    });
  }, [value]);

  useEffect(() => {
    const editor = view.current;
    if (editor) editor.dispatch(setDiagnostics(editor.state, toDiagnostics(faults, editor.state.doc)));
  }, [faults]);

  return (
    <div ref={host} className="overflow-hidden rounded-md border border-field focus-within:border-focus" />
  );
}
