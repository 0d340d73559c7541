"use client";

import { useState } from "react";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { statusLooks } from "@/components/ui/status-tones";
import { Priority } from "@/lib/work/schema";
import { KindField } from "../form/kind-field";
import { PhaseField } from "../form/phase-field";
import { ProjectField } from "../form/project-field";
import { SCOPE_WORDS, type ScopeKind } from "../prepare-scope";
import { EntityPicker } from "./entity-picker";

/** What an overlay is about: its kind, and which one of that kind. */
export function ScopeFields({
  kinds,
  projectId,
  error,
  first = kinds[0] ?? "all",
  isPart = false,
}: {
  kinds: readonly ScopeKind[];
  /** Of the page: chosen first, and what the search looks in. */
  projectId: string | undefined;
  error: string | undefined;
  /** The kind to begin with; empty: whoever fills it in must choose. */
  first?: ScopeKind | "";
  /** Some work must be left: not every priority can be chosen. */
  isPart?: boolean;
}) {
  const [kind, setKind] = useState<ScopeKind | "">(first);
  return (
    <>
      <KindField
        kinds={kinds}
        words={SCOPE_WORDS}
        value={kind}
        onChange={setKind}
        error={kind === "all" || kind === "" ? error : undefined}
      />
      {kind !== "" && <Which kind={kind} projectId={projectId} error={error} isPart={isPart} />}
    </>
  );
}

function Which({
  kind,
  projectId,
  error,
  isPart,
}: {
  kind: ScopeKind;
  projectId: string | undefined;
  error: string | undefined;
  isPart: boolean;
}) {
  if (kind === "ticket" || kind === "task" || kind === "agent") {
    return <EntityPicker key={kind} kind={kind} projectId={projectId} error={error} />;
  }
  if (kind === "project") return <ProjectField projectId={projectId} error={error} isRequired />;
  if (kind === "all") return null;
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      {kind === "phase" ? <PhaseField error={error} /> : <ScopePriority error={error} isPart={isPart} />}
      <ProjectField projectId={projectId} error={undefined} />
    </div>
  );
}

function ScopePriority({ error, isPart }: { error: string | undefined; isPart: boolean }) {
  const offered = Priority.options.filter((priority) => !isPart || priority !== "CRITICAL");
  return (
    <Field label="Priority of the tasks" required error={error}>
      {(field) => (
        <Select {...field} name="scopePriority" defaultValue="LOW">
          {offered.map((priority) => (
            <option key={priority} value={priority}>
              {statusLooks.priority[priority].label}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
