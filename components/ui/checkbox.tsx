import { Check } from "lucide-react";
import { type ComponentProps, type ReactNode, useId } from "react";
import { answerEarlyInput } from "./early";

/** A native checkbox with its own label; the whole line is the target. */
export function Checkbox({
  label,
  hint,
  ...rest
}: Omit<ComponentProps<"input">, "type" | "className"> & { label: ReactNode; hint?: ReactNode }) {
  const hintId = useId();
  return (
    <div>
      <label className="flex w-fit items-center gap-2 pointer-coarse:min-h-11">
        <span className="relative inline-grid size-4 shrink-0">
          <input
            ref={answerEarlyInput}
            {...rest}
            type="checkbox"
            aria-describedby={hint ? hintId : rest["aria-describedby"]}
            className="peer size-4 appearance-none rounded-sm border border-field bg-surface checked:border-primary checked:bg-primary disabled:opacity-50 forced-colors:appearance-auto"
          />
          <Check
            aria-hidden="true"
            strokeWidth={3}
            className="pointer-events-none absolute inset-0.5 hidden size-3 text-on-primary not-forced-colors:peer-checked:block"
          />
        </span>
        {label}
      </label>
      {hint && (
        <p id={hintId} className="pl-6 text-xs text-muted">
          {hint}
        </p>
      )}
    </div>
  );
}
