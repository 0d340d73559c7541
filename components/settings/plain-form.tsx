"use client";

import { type ReactNode, type SubmitEvent, startTransition, useEffect, useRef } from "react";
import { Alert } from "@/components/ui/alert";
import type { FormState } from "@/lib/platform/http/form";

/**
 * A form that is sent to a server action. A refusal is said at its top, and focus goes to the first field
 * that is marked. Before JavaScript `startsAt()` does the same on the page that comes back. What was chosen stays as it
 * is, also what was chosen while the answer was on its way; after a success the form is as it was given.
 */
export function PlainForm({
  send,
  state,
  children,
}: {
  send: (form: FormData) => void;
  state: FormState;
  children: ReactNode;
}) {
  const ref = useRef<HTMLFormElement>(null);

  useEffect(() => {
    if (state.status === "done") ref.current?.reset();
    if (state.status !== "refused") return;
    const marked = "[aria-invalid=true], fieldset[data-invalid] input";
    ref.current?.querySelector<HTMLElement>(marked)?.focus();
  }, [state]);

  // React resets a form that it sends by itself to what was sent. That is for passwords, which are not to stay.
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    const form = event.currentTarget;
    if (form.querySelector("input[type=password]")) return;
    event.preventDefault();
    const fields = new FormData(form);
    startTransition(() => send(fields));
  };

  return (
    <form ref={ref} action={send} onSubmit={submit} noValidate className="flex flex-col gap-4">
      {state.status === "refused" && <Alert tone="danger" title={state.message} announce />}
      {children}
    </form>
  );
}

/** Whether the page should open with focus on this field: the first one that was refused. */
export function startsAt(state: FormState, name: string): boolean {
  return Object.keys(state.fields ?? {})[0] === name;
}

/** What was typed and refused. After a success nothing of it is kept. */
export function typed(state: FormState): Record<string, string> {
  return (state.status === "refused" && state.values) || {};
}
