import { useId } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { FieldError } from "@/components/ui/field-error";
import { KEY_SCOPES, type KeyScope, SCOPE_MEANING } from "@/lib/platform/auth/access";
import type { FormState } from "@/lib/platform/http/form";
import { startsAt } from "./plain-form";

/** What a runner needs. */
const PRESELECTED: readonly KeyScope[] = ["work:read", "work:run"];

/** The scopes of a key, each a checkbox of that name. */
export function ScopeChoice({ state }: { state: FormState }) {
  const errorId = useId();
  const error = state.fields?.scopes;
  const isRefused = state.status === "refused";
  const isChosen = (scope: KeyScope) =>
    isRefused ? state.values?.[scope] !== undefined : PRESELECTED.includes(scope);
  return (
    <fieldset aria-describedby={error ? errorId : undefined} data-invalid={error ? true : undefined}>
      <legend className="mb-2 font-medium">Scopes</legend>
      <div className="flex flex-col gap-3">
        {KEY_SCOPES.map((scope, index) => (
          <Checkbox
            key={scope}
            name={scope}
            defaultChecked={isChosen(scope)}
            autoFocus={index === 0 && startsAt(state, "scopes")}
            aria-invalid={error ? true : undefined}
            label={<code>{scope}</code>}
            hint={SCOPE_MEANING[scope]}
          />
        ))}
        {error && <FieldError id={errorId}>{error}</FieldError>}
        <p className="text-xs text-muted">A runner needs work:read and work:run, and no more.</p>
      </div>
    </fieldset>
  );
}
