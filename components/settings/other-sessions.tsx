"use client";

import { useActionState } from "react";
import { SubmitButton } from "@/components/ui/submit-button";
import { type FormAction, IDLE } from "@/lib/platform/http/form";
import { FormNotice } from "./form-notice";

/** Where else the person is signed in, and the way to end that. */
export function OtherSessions({ action, count }: { action: FormAction; count: number }) {
  const [state, send] = useActionState(action, IDLE);
  return (
    <div className="flex flex-col gap-3">
      <FormNotice state={state} />
      <p className="text-muted">
        {count === 0
          ? "You are signed in here and nowhere else."
          : `You are signed in here, and in ${count === 1 ? "one other browser" : `${count} other browsers`}.`}
      </p>
      {count > 0 && (
        <form action={send}>
          <SubmitButton variant="secondary">Sign out everywhere else</SubmitButton>
        </form>
      )}
    </div>
  );
}
