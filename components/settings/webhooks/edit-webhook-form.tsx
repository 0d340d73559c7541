"use client";

import { useActionState } from "react";
import { SubmitButton } from "@/components/ui/submit-button";
import { type FormAction, IDLE } from "@/lib/platform/http/form";
import type { Webhook } from "@/lib/platform/webhooks/schema";
import type { ProjectChoice } from "../common-fields";
import { FormNotice } from "../form-notice";
import { PlainForm } from "../plain-form";
import { WebhookFields } from "./webhook-fields";

export function EditWebhookForm({
  action,
  projects,
  routes,
  webhook,
}: {
  action: FormAction;
  projects: ProjectChoice[];
  routes: string[];
  webhook: Webhook;
}) {
  const [state, send] = useActionState(action, IDLE);
  return (
    <div className="flex flex-col gap-4">
      {state.status === "done" && <FormNotice state={state} />}
      <PlainForm send={send} state={state}>
        <input type="hidden" name="id" value={webhook.id} />
        <WebhookFields state={state} projects={projects} routes={routes} webhook={webhook} />
        <div>
          <SubmitButton>Save</SubmitButton>
        </div>
      </PlainForm>
    </div>
  );
}
