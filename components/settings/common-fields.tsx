// Fields that several forms of the settings have.
import type { ReactNode } from "react";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import type { FormState } from "@/lib/platform/http/form";
import { startsAt } from "./plain-form";

export type ProjectChoice = { id: string; name: string };

interface FieldProps {
  state: FormState;
  value: string | undefined;
  hint?: ReactNode;
}

export function NameField({ state, value, hint }: FieldProps) {
  return (
    <Field label="Name" required error={state.fields?.name} hint={hint}>
      {(control) => (
        <Input
          {...control}
          name="name"
          autoComplete="off"
          defaultValue={value}
          autoFocus={startsAt(state, "name")}
        />
      )}
    </Field>
  );
}

/** One project or all of them. `kept` draws it anew where it changes: a select keeps what it was first given. */
export function ProjectField({
  state,
  value = "",
  hint,
  kept,
  projects,
}: FieldProps & { kept?: string | undefined; projects: ProjectChoice[] }) {
  return (
    <Field label="Project" required error={state.fields?.projectId} hint={hint}>
      {(control) => (
        <Select {...control} key={kept} name="projectId" defaultValue={value} required={false}>
          {[{ id: "", name: "All projects" }, ...projects].map((project) => (
            <option key={project.id} value={project.id}>
              {project.name}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
