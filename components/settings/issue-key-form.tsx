"use client";

import { useActionState } from "react";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";
import type { KeyLevel } from "@/lib/platform/auth/access";
import { type FormAction, IDLE } from "@/lib/platform/http/form";
import { NameField, type ProjectChoice, ProjectField } from "./common-fields";
import { FormNotice } from "./form-notice";
import type { ListedKey } from "./key-state";
import { NewKey } from "./new-key";
import { PlainForm, typed } from "./plain-form";
import { ScopeChoice } from "./scope-choice";
import { LEVEL_WORDS } from "./words";

const LIFETIMES = [
  { days: "", label: "Never" },
  { days: "30", label: "After 30 days" },
  { days: "90", label: "After 90 days" },
  { days: "365", label: "After a year" },
];

export function IssueKeyForm({
  action,
  levels,
  projects,
  keys,
  origin,
}: {
  action: FormAction;
  levels: KeyLevel[];
  projects: ProjectChoice[];
  keys: ListedKey[];
  origin: string;
}) {
  const [state, send] = useActionState(action, IDLE);
  const { name, level = "WORKER", projectId, expiresInDays = "" } = typed(state);
  const issued = keys.find((key) => key.id === state.values?.id);
  return (
    <div className="flex flex-col gap-4">
      {state.status === "done" && (
        <FormNotice state={state}>
          {state.secret && <NewKey secret={state.secret} origin={origin} scopes={issued?.scopes ?? []} />}
        </FormNotice>
      )}
      <PlainForm send={send} state={state}>
        <div className="grid gap-x-8 gap-y-4 lg:grid-cols-2">
          <div className="flex flex-col gap-4">
            <NameField state={state} value={name} hint="Says who uses it, for example “CI runner”." />
            <ProjectField state={state} value={projectId} projects={projects} hint="What it may see." />
            <Field label="Authority level" required error={state.fields?.level} hint="A runner needs Worker.">
              {(control) => (
                <Select {...control} name="level" defaultValue={level}>
                  {levels.map((option) => (
                    <option key={option} value={option}>
                      {`${LEVEL_WORDS[option].name}: ${LEVEL_WORDS[option].meaning}`}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
            <Field label="Expires" required error={state.fields?.expiresInDays}>
              {(control) => (
                <Select {...control} name="expiresInDays" defaultValue={expiresInDays} required={false}>
                  {LIFETIMES.map(({ days, label }) => (
                    <option key={days} value={days}>
                      {label}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
          </div>
          <ScopeChoice state={state} />
        </div>
        <div>
          <SubmitButton>Issue key</SubmitButton>
        </div>
      </PlainForm>
    </div>
  );
}
