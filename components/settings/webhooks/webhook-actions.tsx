"use client";

import { type ReactNode, useActionState } from "react";
import { Popover } from "@/components/shell/popover";
import { buttonClass } from "@/components/ui/button-class";
import { SubmitButton } from "@/components/ui/submit-button";
import { type FormAction, IDLE } from "@/lib/platform/http/form";
import type { Webhook } from "@/lib/platform/webhooks/schema";
import { FormNotice } from "../form-notice";
import { SecretOnce } from "../secret-once";

type Send = (form: FormData) => void;

interface Actions {
  test: FormAction;
  sendWaiting: FormAction;
  rotate: FormAction;
  setEnabled: FormAction;
  remove: FormAction;
}

/** What can be done with an endpoint beside editing it. What cannot be undone asks first, without JavaScript too. */
export function WebhookActions({ webhook, actions }: { webhook: Webhook; actions: Actions }) {
  const [tested, test] = useActionState(actions.test, IDLE);
  const [sent, sendWaiting] = useActionState(actions.sendWaiting, IDLE);
  const [rotated, rotate] = useActionState(actions.rotate, IDLE);
  const [switched, setEnabled] = useActionState(actions.setEnabled, IDLE);
  const [removed, remove] = useActionState(actions.remove, IDLE);
  const isDisabled = webhook.disabledAt !== null;
  return (
    <div className="flex flex-col gap-3">
      <FormNotice state={tested} />
      <FormNotice state={sent} />
      <FormNotice state={switched} />
      <FormNotice state={removed} />
      <FormNotice state={rotated}>
        {rotated.secret && (
          <div className="mt-2">
            <SecretOnce label="New signing secret" text={rotated.secret} />
          </div>
        )}
      </FormNotice>
      <div className="flex flex-wrap gap-2">
        {!isDisabled && (
          <OneForm send={test} id={webhook.id}>
            <SubmitButton variant="secondary">Send a test message</SubmitButton>
          </OneForm>
        )}
        {!isDisabled && webhook.pending > 0 && (
          <OneForm send={sendWaiting} id={webhook.id}>
            <SubmitButton variant="secondary">Send all waiting now</SubmitButton>
          </OneForm>
        )}
        <OneForm send={setEnabled} id={webhook.id}>
          <input type="hidden" name="enabled" value={String(isDisabled)} />
          <SubmitButton variant={isDisabled ? "primary" : "secondary"}>
            {isDisabled ? "Enable" : "Disable"}
          </SubmitButton>
        </OneForm>
        <Asking trigger="Rotate the secret" question={`Give “${webhook.name}” a new secret?`}>
          <p className="text-muted">
            It is shown once. For 24 hours deliveries are signed with the old one as well; then only with the
            new.
          </p>
          <OneForm send={rotate} id={webhook.id}>
            <SubmitButton>Make a new secret</SubmitButton>
          </OneForm>
        </Asking>
        <Asking trigger="Delete" question={`Delete “${webhook.name}”?`}>
          <p className="text-muted">
            Its delivery log goes too, and what waits is not sent. This cannot be undone.
          </p>
          <OneForm send={remove} id={webhook.id}>
            <SubmitButton variant="danger">Delete this webhook</SubmitButton>
          </OneForm>
        </Asking>
      </div>
    </div>
  );
}

function OneForm({ send, id, children }: { send: Send; id: string; children: ReactNode }) {
  return (
    <form action={send}>
      <input type="hidden" name="id" value={id} />
      {children}
    </form>
  );
}

function Asking({ trigger, question, children }: { trigger: string; question: string; children: ReactNode }) {
  return (
    <Popover trigger={trigger} triggerClassName={buttonClass("secondary")} panelClassName="hang-end w-72">
      <div className="flex flex-col gap-2 p-2">
        <p className="font-medium">{question}</p>
        {children}
      </div>
    </Popover>
  );
}
