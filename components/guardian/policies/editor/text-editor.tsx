"use client";

import { type ComponentType, useCallback, useEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { answerEarlyText } from "@/components/ui/early-text";
import { type Caret, type EditorProps, PlainEditor } from "./plain-editor";

type Coming = { Editor: ComponentType<EditorProps & { caret: Caret | null }>; caret: Caret | null };

/**
 * The text in a plain field, which the server draws, and in the editor once its code is there: a seventh of a megabyte,
 * which nobody needs who only reads. Where it cannot be had the plain field stays.
 */
export function TextEditor(props: EditorProps) {
  const [coming, setComing] = useState<Coming>();
  const plain = useRef<HTMLTextAreaElement>(null);
  const see = useCallback((field: HTMLTextAreaElement | null) => {
    plain.current = field;
    answerEarlyText(field);
  }, []);

  useEffect(() => {
    let isHere = true;
    const take = ({ CodeEditor: Editor }: typeof import("./code-editor")) => {
      // At once, so that no key falls between the two.
      if (isHere) flushSync(() => setComing({ Editor, caret: caretOf(plain.current) }));
    };
    import("./code-editor").then(take).catch(() => undefined);
    return () => {
      isHere = false;
    };
  }, []);

  if (!coming) return <PlainEditor {...props} ref={see} />;
  return <coming.Editor {...props} caret={coming.caret} />;
}

/** null: nobody is writing there. */
function caretOf(field: HTMLTextAreaElement | null): Caret | null {
  if (!field || document.activeElement !== field) return null;
  const { selectionStart, selectionEnd, selectionDirection } = field;
  return selectionDirection === "backward" ? [selectionEnd, selectionStart] : [selectionStart, selectionEnd];
}
