"use client";

import { useActionState } from "react";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";
import type { KeyLevel } from "@/lib/platform/auth/access";
import { type FormAction, IDLE } from "@/lib/platform/http/form";
import { FormNotice } from "./form-notice";
import type { ListedKey } from "./key-state";
import { NewKey } from "./new-key";
import { PlainForm, startsAt, typed } from "./plain-form";
import { ScopeChoice } from "./scope-choice";
import { LEVEL_WORDS } from "./words";

const ALL_PROJECTS = { id: "", name: "All projects" };

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
  projects: { id: string; name: string }[];
  keys: ListedKey[];
  origin: string;
}) {
  const [state, send] = useActionState(action, IDLE);
  const { name, level = "WORKER", projectId = "", expiresInDays = "" } = typed(state);
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
            <Field
              label="Name"
              required
              error={state.fields?.name}
              hint="Says who uses it, for example “CI runner”."
            >
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
            <Field label="Project" required error={state.fields?.projectId} hint="What it may see.">
              {(control) => (
                <Select
                  {...control}
                  key={projectId}
                  name="projectId"
                  defaultValue={projectId}
                  required={false}
                >
                  {[ALL_PROJECTS, ...projects].map((project) => (
                    <option key={project.id} value={project.id}>
                      {project.name}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
            <Field label="Authority level" required error={state.fields?.level} hint="A runner needs Worker.">
              {(control) => (
                <Select {...control} key={level} name="level" defaultValue={level}>
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
                <Select
                  {...control}
                  key={expiresInDays}
                  name="expiresInDays"
                  defaultValue={expiresInDays}
                  required={false}
                >
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
