"use client";

import { useActionState } from "react";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
import { type FormAction, IDLE } from "@/lib/platform/http/form";
import type { Project } from "@/lib/work/schema";
import { NameField } from "./common-fields";
import { FormNotice } from "./form-notice";
import { PlainForm, startsAt, typed } from "./plain-form";

/** Creates a project, or edits the one it is given; its short name stays, since addresses hold it. */
export function ProjectForm({ action, project }: { action: FormAction; project?: Project }) {
  const [state, send] = useActionState(action, IDLE);
  const kept = { name: project?.name, repositoryUrl: project?.repositoryUrl ?? undefined };
  const values = { ...kept, ...typed(state) } as Record<string, string | undefined>;
  return (
    <div className="flex flex-col gap-4">
      {state.status === "done" && <FormNotice state={state} />}
      <PlainForm send={send} state={state}>
        {project && <input type="hidden" name="id" value={project.id} />}
        <NameField state={state} value={values.name} />
        {!project && (
          <Field
            label="Short name"
            error={state.fields?.slug}
            hint="For addresses. Left empty, it is made from the name. It cannot be changed later."
          >
            {(control) => (
              <Input
                {...control}
                name="slug"
                autoComplete="off"
                autoCapitalize="none"
                spellCheck={false}
                className="font-mono"
                defaultValue={values.slug}
                autoFocus={startsAt(state, "slug")}
              />
            )}
          </Field>
        )}
        <Field
          label="Repository"
          error={state.fields?.repositoryUrl}
          hint="Where agents get the code, as git clone takes it."
        >
          {(control) => (
            <Input
              {...control}
              name="repositoryUrl"
              inputMode="url"
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              placeholder="https://"
              defaultValue={values.repositoryUrl}
              autoFocus={startsAt(state, "repositoryUrl")}
            />
          )}
        </Field>
        <div>
          <SubmitButton>{project ? "Save" : "Create project"}</SubmitButton>
        </div>
      </PlainForm>
    </div>
  );
}
