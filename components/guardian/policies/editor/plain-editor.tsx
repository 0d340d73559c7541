"use client";

import type { Ref } from "react";
import { Textarea } from "@/components/ui/textarea";
import type { PolicyFault } from "@/lib/guardian/schema";

export interface EditorProps {
  label: string;
  value: string;
  faults: readonly PolicyFault[];
  isReadOnly: boolean;
  /** The id of the hint below it. */
  hintId: string;
  onChange: (text: string) => void;
}

/** Where somebody was writing: what is selected begins, and ends. */
export type Caret = readonly [number, number];

/** The text without colours or completion: until the editor is there, and where it cannot be had. */
export function PlainEditor({
  label,
  value,
  faults,
  isReadOnly,
  hintId,
  ref,
  onChange,
}: EditorProps & { ref?: Ref<HTMLTextAreaElement> }) {
  return (
    <Textarea
      ref={ref}
      aria-label={label}
      aria-describedby={hintId}
      aria-invalid={faults.length > 0 || undefined}
      value={value}
      readOnly={isReadOnly}
      spellCheck={false}
      rows={20}
      onChange={(event) => onChange(event.target.value)}
      className="max-h-none! min-h-96 font-mono leading-normal!"
    />
  );
}
