"use client";

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

/** The text without colours or completion: until the editor is there, and where it cannot be had. */
export function PlainEditor({ label, value, faults, isReadOnly, hintId, onChange }: EditorProps) {
  return (
    <Textarea
      aria-label={label}
      aria-describedby={hintId}
      aria-invalid={faults.length > 0 || undefined}
      value={value}
      readOnly={isReadOnly}
      spellCheck={false}
      rows={20}
      onChange={(event) => onChange(event.target.value)}
      className="max-h-none! min-h-96 font-mono text-xs!"
    />
  );
}
