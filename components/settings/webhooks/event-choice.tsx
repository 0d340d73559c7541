import { useId } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { FieldError } from "@/components/ui/field-error";
import { EventType } from "@/lib/platform/events/schema";
import type { FormState } from "@/lib/platform/http/form";
import { TYPE_PREFIXES } from "@/lib/platform/webhooks/schema";
import { startsAt } from "../plain-form";

/** Which events an endpoint gets: whole groups, or single types within them. Each checkbox is named by its pattern. */
export function EventChoice({ state, types }: { state: FormState; types: readonly string[] }) {
  const errorId = useId();
  const error = state.fields?.types;
  const isChosen = (pattern: string) =>
    state.status === "refused" ? state.values?.[pattern] !== undefined : types.includes(pattern);
  return (
    <fieldset aria-describedby={error ? errorId : undefined} data-invalid={error ? true : undefined}>
      <legend className="font-medium">Events</legend>
      <p className="mb-2 text-xs text-muted">Nothing chosen means every event, future types included.</p>
      <div className="flex flex-col gap-2">
        {TYPE_PREFIXES.map((prefix, index) => {
          const members = EventType.options.filter((type) => type.startsWith(prefix.slice(0, -1)));
          return (
            <div key={prefix}>
              <Checkbox
                key={`${prefix} ${types.includes(prefix)}`}
                name={prefix}
                defaultChecked={isChosen(prefix)}
                autoFocus={index === 0 && startsAt(state, "types")}
                label={<code>{prefix}</code>}
              />
              <details open={members.some(isChosen)} className="ml-6 text-muted">
                <summary className="w-fit cursor-pointer text-xs pointer-coarse:py-3">
                  Only some of {members.length}
                  <span className="sr-only"> types of {prefix}</span>
                </summary>
                <div className="mt-1 flex flex-col gap-1 pb-1">
                  {members.map((type) => (
                    <Checkbox
                      key={`${type} ${types.includes(type)}`}
                      name={type}
                      defaultChecked={isChosen(type)}
                      label={<code>{type}</code>}
                    />
                  ))}
                </div>
              </details>
            </div>
          );
        })}
        {error && <FieldError id={errorId}>{error}</FieldError>}
      </div>
    </fieldset>
  );
}
