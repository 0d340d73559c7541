"use client";

import { useState } from "react";
import { KindField } from "@/components/work/form/kind-field";
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
      <KindField
        kinds={SCOPE_KINDS}
        words={SCOPE_WORDS}
        value={kind}
        onChange={setKind}
        error={kind === "global" ? error : undefined}
      />
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
