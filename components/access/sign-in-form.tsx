"use client";

import { useActionState } from "react";
import { Alert } from "@/components/ui/alert";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
import { type FormAction, IDLE } from "@/lib/platform/http/form";

export function SignInForm({ action }: { action: FormAction }) {
  const [state, send] = useActionState(action, IDLE);
  return (
    <form action={send} className="flex flex-col gap-4" noValidate>
      {state.message && <Alert tone="danger" title={state.message} announce />}
      <Field label="E-mail" required error={state.fields?.email}>
        {(control) => (
          <Input
            {...control}
            name="email"
            type="email"
            autoComplete="username"
            defaultValue={state.values?.email}
          />
        )}
      </Field>
      <Field label="Password" required error={state.fields?.password}>
        {(control) => <Input {...control} name="password" type="password" autoComplete="current-password" />}
      </Field>
      <SubmitButton>Sign in</SubmitButton>
    </form>
  );
}
