import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import type { FormState } from "@/lib/platform/http/form";
import type { Webhook } from "@/lib/platform/webhooks/schema";
import { NameField, type ProjectChoice, ProjectField } from "../common-fields";
import { startsAt, typed } from "../plain-form";
import { EventChoice } from "./event-choice";

/** The fields of an endpoint, empty or as it is. */
export function WebhookFields({
  state,
  projects,
  routes,
  webhook,
}: {
  state: FormState;
  projects: ProjectChoice[];
  /** The names that alert rules send to. */
  routes: string[];
  webhook?: Webhook;
}) {
  const kept = {
    name: webhook?.name,
    url: webhook?.url,
    projectId: webhook?.projectId ?? undefined,
    format: webhook?.format,
    route: webhook?.route ?? undefined,
  };
  const { name, url, projectId, format = "standard", route } = { ...kept, ...typed(state) };
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
        <ProjectField
          state={state}
          value={projectId}
          kept={kept.projectId}
          projects={projects}
          hint="Whose events it gets."
        />
        <Field
          label="Format"
          required
          error={state.fields?.format}
          hint="Slack: a message for an incoming webhook of Slack, or of what understands the same."
        >
          {(control) => (
            <Select {...control} key={kept.format} name="format" defaultValue={format} required={false}>
              <option value="standard">The event, signed (Standard Webhooks)</option>
              <option value="slack">A message for Slack</option>
            </Select>
          )}
        </Field>
        <Field
          label="Route"
          error={state.fields?.route}
          hint={`A name that alert rules send to${routes.length > 0 ? ` (${routes.join(", ")})` : ""}: then it gets those alerts and nothing else.`}
        >
          {(control) => (
            <>
              <Input
                {...control}
                name="route"
                list={`${control.id}-known`}
                autoComplete="off"
                spellCheck={false}
                placeholder={routes[0] ?? "critical"}
                defaultValue={route}
                autoFocus={startsAt(state, "route")}
              />
              <datalist id={`${control.id}-known`}>
                {routes.map((name) => (
                  <option key={name} value={name} />
                ))}
              </datalist>
            </>
          )}
        </Field>
      </div>
      <EventChoice state={state} types={webhook?.types ?? []} />
    </div>
  );
}
