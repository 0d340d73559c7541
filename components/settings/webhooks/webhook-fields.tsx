import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { FormState } from "@/lib/platform/http/form";
import type { Webhook } from "@/lib/platform/webhooks/schema";
import { NameField, type ProjectChoice, ProjectField } from "../common-fields";
import { startsAt, typed } from "../plain-form";
import { EventChoice } from "./event-choice";

/** The fields of an endpoint, empty or as it is. */
export function WebhookFields({
  state,
  projects,
  webhook,
}: {
  state: FormState;
  projects: ProjectChoice[];
  webhook?: Webhook;
}) {
  const kept = { name: webhook?.name, url: webhook?.url, projectId: webhook?.projectId ?? undefined };
  const { name, url, projectId } = { ...kept, ...typed(state) };
  return (
    <div className="grid gap-x-8 gap-y-4 lg:grid-cols-2">
      <div className="flex flex-col gap-4">
        <NameField state={state} value={name} hint="For example “Release channel”." />
        <Field label="URL" required error={state.fields?.url} hint="Gets a signed POST for every event.">
          {(control) => (
            <Input
              {...control}
              name="url"
              type="url"
              inputMode="url"
              autoComplete="off"
              spellCheck={false}
              placeholder="https://"
              defaultValue={url}
              autoFocus={startsAt(state, "url")}
            />
          )}
        </Field>
        <ProjectField state={state} value={projectId} projects={projects} hint="Whose events it gets." />
      </div>
      <EventChoice state={state} types={webhook?.types ?? []} />
    </div>
  );
}
