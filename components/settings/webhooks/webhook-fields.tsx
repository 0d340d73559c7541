import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import type { FormState } from "@/lib/platform/http/form";
import type { Webhook } from "@/lib/platform/webhooks/schema";
import { startsAt, typed } from "../plain-form";
import { EventChoice } from "./event-choice";

export type ProjectChoice = { id: string; name: string };

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
  const kept = { name: webhook?.name, url: webhook?.url, projectId: webhook?.projectId ?? "" };
  const { name, url, projectId = "" } = { ...kept, ...typed(state) };
  return (
    <div className="grid gap-x-8 gap-y-4 lg:grid-cols-2">
      <div className="flex flex-col gap-4">
        <Field label="Name" required error={state.fields?.name} hint="For example “Release channel”.">
          {(control) => (
            <Input
              {...control}
              name="name"
              autoComplete="off"
              defaultValue={name}
              autoFocus={startsAt(state, "name")}
            />
          )}
        </Field>
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
        <Field label="Project" required error={state.fields?.projectId} hint="Whose events it gets.">
          {(control) => (
            <Select {...control} key={projectId} name="projectId" defaultValue={projectId} required={false}>
              {[{ id: "", name: "All projects" }, ...projects].map((project) => (
                <option key={project.id} value={project.id}>
                  {project.name}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
      <EventChoice state={state} types={webhook?.types ?? []} />
    </div>
  );
}
