"use client";

import { useActionState } from "react";
import { SubmitButton } from "@/components/ui/submit-button";
import { type FormAction, IDLE } from "@/lib/platform/http/form";
import type { ProjectChoice } from "../common-fields";
import { FormNotice } from "../form-notice";
import { PlainForm } from "../plain-form";
import { SecretOnce } from "../secret-once";
import { WebhookFields } from "./webhook-fields";

export function CreateWebhookForm({
  action,
  projects,
  routes,
}: {
  action: FormAction;
  projects: ProjectChoice[];
  routes: string[];
}) {
  const [state, send] = useActionState(action, IDLE);
  return (
    <div className="flex flex-col gap-4">
      {state.status === "done" && (
        <FormNotice state={state}>
          {state.secret && (
            <div className="mt-2">
              <SecretOnce label="Signing secret" text={state.secret} />
            </div>
          )}
        </FormNotice>
      )}
      <PlainForm send={send} state={state}>
        <WebhookFields state={state} projects={projects} routes={routes} />
        <div>
          <SubmitButton>Create webhook</SubmitButton>
        </div>
      </PlainForm>
    </div>
  );
}
