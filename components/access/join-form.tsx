"use client";

import { useActionState } from "react";
import { Alert } from "@/components/ui/alert";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
import { type FormAction, IDLE } from "@/lib/platform/http/form";

export function JoinForm({
  action,
  token,
  email,
}: {
  action: FormAction;
  token: string;
  email: string | null;
}) {
  const [state, send] = useActionState(action, IDLE);
  return (
    <form action={send} className="flex flex-col gap-4" noValidate>
      {state.message && <Alert tone="danger" title={state.message} announce />}
      <input type="hidden" name="token" value={token} />
      <Field label="Name" required error={state.fields?.name}>
        {(control) => (
          <Input {...control} name="name" autoComplete="name" defaultValue={state.values?.name} />
        )}
      </Field>
      <Field label="E-mail" required error={state.fields?.email}>
        {(control) => (
          <Input
            {...control}
            name="email"
            type="email"
            autoComplete="username"
            readOnly={email !== null}
            defaultValue={email ?? state.values?.email}
          />
        )}
      </Field>
      <Field label="Password" required error={state.fields?.password} hint="At least 12 characters.">
        {(control) => <Input {...control} name="password" type="password" autoComplete="new-password" />}
      </Field>
      <SubmitButton>Create account</SubmitButton>
    </form>
  );
}
