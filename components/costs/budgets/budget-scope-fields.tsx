"use client";

import { useState } from "react";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { PhaseField } from "@/components/work/form/phase-field";
import { ProjectField } from "@/components/work/form/project-field";
import { EntityPicker } from "@/components/work/overlays/entity-picker";
import { type BudgetScopeKind, SCOPE_KINDS, SCOPE_WORDS } from "../prepare-budget";

interface Props {
  /** Of the page: chosen first, and what the search looks in. */
  projectId: string | undefined;
  error: string | undefined;
}

/** What a budget is about: its kind, and which one of that kind. */
export function BudgetScopeFields({ projectId, error }: Props) {
  const [kind, setKind] = useState<BudgetScopeKind>(projectId ? "project" : "global");
  return (
    <>
      <Field label="Scope" required error={kind === "global" ? error : undefined}>
        {(field) => (
          <Select
            {...field}
            name="kind"
            value={kind}
            onChange={(event) => setKind(SCOPE_KINDS.find((option) => option === event.target.value) ?? kind)}
          >
            {SCOPE_KINDS.map((option) => (
              <option key={option} value={option}>
                {SCOPE_WORDS[option]}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Which kind={kind} projectId={projectId} error={error} />
    </>
  );
}

function Which({ kind, projectId, error }: Props & { kind: BudgetScopeKind }) {
  if (kind === "global") return null;
  if (kind === "project") return <ProjectField projectId={projectId} error={error} isRequired />;
  if (kind === "phase") {
    return (
      <div className="grid gap-4 sm:grid-cols-2">
        <PhaseField error={error} />
        <ProjectField projectId={projectId} error={undefined} />
      </div>
    );
  }
  return <EntityPicker key={kind} kind={kind} projectId={projectId} error={error} />;
}
