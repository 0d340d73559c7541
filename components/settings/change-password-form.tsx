"use client";

import { useActionState } from "react";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
import { type FormAction, IDLE } from "@/lib/platform/http/form";
import { PlainForm, startsAt } from "./plain-form";

export function ChangePasswordForm({ action, email }: { action: FormAction; email: string }) {
  const [state, send] = useActionState(action, IDLE);
  return (
    <PlainForm send={send} state={state}>
      {/* Tells password managers whose password this is; it is no field of the form. */}
      <input type="text" autoComplete="username" defaultValue={email} readOnly hidden />
      <Field label="Current password" required error={state.fields?.currentPassword}>
        {(control) => (
          <Input
            {...control}
            name="currentPassword"
            type="password"
            autoComplete="current-password"
            autoFocus={startsAt(state, "currentPassword")}
          />
        )}
      </Field>
      <Field
        label="New password"
        required
        error={state.fields?.newPassword}
        hint={state.fields?.newPassword ? undefined : "At least 12 characters."}
      >
        {(control) => (
          <Input
            {...control}
            name="newPassword"
            type="password"
            autoComplete="new-password"
            autoFocus={startsAt(state, "newPassword")}
          />
        )}
      </Field>
      <div>
        <SubmitButton>Change password</SubmitButton>
      </div>
    </PlainForm>
  );
}
