"use client";

import { useActionState } from "react";
import { PlainForm } from "@/components/settings/plain-form";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
import { type FormAction, IDLE } from "@/lib/platform/http/form";

export function SignInForm({ action }: { action: FormAction }) {
  const [state, send] = useActionState(action, IDLE);
  // After a wrong password only that has to be typed again.
  const isEmailKept = Boolean(state.values?.email) && !state.fields?.email;
  return (
    <PlainForm send={send} state={state}>
      <Field label="E-mail" required error={state.fields?.email}>
        {(control) => (
          <Input
            {...control}
            name="email"
            type="email"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            defaultValue={state.values?.email}
            autoFocus={!isEmailKept}
          />
        )}
      </Field>
      <Field label="Password" required error={state.fields?.password}>
        {(control) => (
          <Input
            {...control}
            name="password"
            type="password"
            autoComplete="current-password"
            autoFocus={isEmailKept}
          />
        )}
      </Field>
      <SubmitButton>Sign in</SubmitButton>
    </PlainForm>
  );
}
