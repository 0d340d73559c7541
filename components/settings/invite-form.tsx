"use client";

import { useActionState } from "react";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";
import { ROLES, Role } from "@/lib/platform/auth/access";
import { type FormAction, IDLE } from "@/lib/platform/http/form";
import { FormNotice } from "./form-notice";
import { PlainForm, startsAt, typed } from "./plain-form";
import { SecretOnce } from "./secret-once";
import { ROLE_NAMES } from "./words";

export function InviteForm({ action }: { action: FormAction }) {
  const [state, send] = useActionState(action, IDLE);
  const { email, role = "viewer" } = typed(state);
  return (
    <div className="flex flex-col gap-4">
      {state.status === "done" && (
        <FormNotice state={state}>
          {state.secret && (
            <div className="mt-2">
              <SecretOnce label="One-time link" text={state.secret} />
            </div>
          )}
        </FormNotice>
      )}
      <PlainForm send={send} state={state}>
        <Field
          label="E-mail"
          required
          error={state.fields?.email}
          hint="Whoever was invited before gets a new link, and the old one ends."
        >
          {(control) => (
            <Input
              {...control}
              name="email"
              type="email"
              autoComplete="off"
              defaultValue={email}
              autoFocus={startsAt(state, "email")}
            />
          )}
        </Field>
        <Field label="Role" required error={state.fields?.role}>
          {(control) => (
            <Select {...control} name="role" defaultValue={role}>
              {Role.options.map((option) => (
                <option key={option} value={option}>
                  {`${ROLE_NAMES[option]}: ${ROLES[option].meaning.toLowerCase()}`}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <div>
          <SubmitButton>Make a link</SubmitButton>
        </div>
      </PlainForm>
    </div>
  );
}
