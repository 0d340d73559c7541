import { type ReactNode, useId } from "react";
import { FieldError } from "./field-error";

type Control = { id: string; "aria-describedby"?: string; "aria-invalid"?: true; required?: true };

/**
 * A label, its control, a hint and an error, wired to each other. The control comes from a function, so
 * that nothing depends on context and a server-rendered form works:
 * `<Field label="Email">{(control) => <Input {...control} name="email" />}</Field>`
 */
export function Field({
  label,
  hint,
  error,
  required,
  children,
}: {
  label: ReactNode;
  hint?: ReactNode;
  error?: ReactNode;
  required?: boolean;
  children: (control: Control) => ReactNode;
}) {
  const id = useId();
  const hintId = `${id}-hint`;
  const errorId = `${id}-error`;
  const describedBy = [error && errorId, hint && hintId].filter(Boolean).join(" ");
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="flex items-baseline gap-1.5 font-medium">
        {label}
        {!required && <span className="text-xs font-normal text-faint">optional</span>}
      </label>
      {children({
        id,
        ...(describedBy && { "aria-describedby": describedBy }),
        ...(error && { "aria-invalid": true }),
        ...(required && { required: true }),
      })}
      {error && <FieldError id={errorId}>{error}</FieldError>}
      {hint && (
        <p id={hintId} className="text-xs text-muted">
          {hint}
        </p>
      )}
    </div>
  );
}
