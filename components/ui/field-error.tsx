import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";

/** What is wrong with a field; the field names it by `id` in aria-describedby. */
export function FieldError({ id, children }: { id: string; children: ReactNode }) {
  return (
    <p id={id} className="flex items-start gap-1.5 text-danger">
      <CircleAlert aria-hidden="true" className="mt-0.75 size-3.5 shrink-0" />
      <span>{children}</span>
    </p>
  );
}
