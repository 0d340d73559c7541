"use client";

import { useActionState } from "react";
import { PlainForm, startsAt } from "@/components/settings/plain-form";
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
    <PlainForm send={send} state={state}>
      <input type="hidden" name="token" value={token} />
      <Field label="Name" required error={state.fields?.name}>
        {(control) => (
          <Input
            {...control}
            name="name"
            autoComplete="name"
            defaultValue={state.values?.name}
            autoFocus={state.status === "idle" || startsAt(state, "name")}
          />
        )}
      </Field>
      <Field label="E-mail" required error={state.fields?.email}>
        {(control) => (
          <Input
            {...control}
            name="email"
            type="email"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            readOnly={email !== null}
            defaultValue={email ?? state.values?.email}
            autoFocus={startsAt(state, "email")}
          />
        )}
      </Field>
      <Field
        label="Password"
        required
        error={state.fields?.password}
        hint={state.fields?.password ? undefined : "At least 12 characters."}
      >
        {(control) => (
          <Input
            {...control}
            name="password"
            type="password"
            autoComplete="new-password"
            autoFocus={startsAt(state, "password")}
          />
        )}
      </Field>
      <SubmitButton>Create account</SubmitButton>
    </PlainForm>
  );
}
