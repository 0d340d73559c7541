"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { statusLooks } from "@/components/ui/status-tones";
import { phasesQuery, projectsQuery } from "@/lib/work/queries";
import { Priority } from "@/lib/work/schema";
import type { ScopeKind } from "../prepare-scope";
import { SCOPE_WORDS } from "../prepare-scope";
import { EntityPicker } from "./entity-picker";

/** What an overlay is about: its kind, and which one of that kind. */
export function ScopeFields({
  kinds,
  projectId,
  error,
}: {
  kinds: readonly ScopeKind[];
  /** Of the page: chosen first, and what the search looks in. */
  projectId: string | undefined;
  error: string | undefined;
}) {
  const [kind, setKind] = useState<ScopeKind>(kinds[0] ?? "all");
  return (
    <>
      <Field label="Scope" required error={kind === "all" ? error : undefined}>
        {(field) => (
          <Select
            {...field}
            name="kind"
            value={kind}
            onChange={(event) => setKind(kinds.find((option) => option === event.target.value) ?? kind)}
          >
            {kinds.map((option) => (
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

function Which(props: { kind: ScopeKind; projectId: string | undefined; error: string | undefined }) {
  const { kind, projectId, error } = props;
  if (kind === "ticket" || kind === "task" || kind === "agent") {
    return <EntityPicker key={kind} kind={kind} projectId={projectId} error={error} />;
  }
  if (kind === "project") return <ProjectField projectId={projectId} error={error} isRequired />;
  if (kind === "all") return null;
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      {kind === "phase" ? <PhaseField error={error} /> : <ScopePriority error={error} />}
      <ProjectField projectId={projectId} error={undefined} />
    </div>
  );
}

function ProjectField({
  projectId,
  error,
  isRequired,
}: {
  projectId: string | undefined;
  error: string | undefined;
  isRequired?: boolean;
}) {
  const projects = useQuery(projectsQuery());
  // Drawn once they are there: a select whose options come later would choose by itself.
  if (!projects.data) return null;
  return (
    <Field label="Project" required={isRequired === true} error={error}>
      {(field) => (
        <Select {...field} name="projectId" defaultValue={projectId ?? ""}>
          {!isRequired && <option value="">Every project</option>}
          {projects.data.items.map((project) => (
            <option key={project.id} value={project.id}>
              {project.name}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

function PhaseField({ error }: { error: string | undefined }) {
  const phases = useQuery(phasesQuery());
  return (
    <Field label="Phase" required error={error}>
      {(field) => (
        <Select {...field} name="phase">
          {phases.data?.items.map((phase) => (
            <option key={phase.id} value={phase.id}>
              {phase.name}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

function ScopePriority({ error }: { error: string | undefined }) {
  return (
    <Field label="Priority of the tasks" required error={error}>
      {(field) => (
        <Select {...field} name="scopePriority" defaultValue="LOW">
          {Priority.options.map((priority) => (
            <option key={priority} value={priority}>
              {statusLooks.priority[priority].label}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
