"use client";

import { useQuery } from "@tanstack/react-query";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { projectsQuery } from "@/lib/work/queries";

/** `projectId` is the page's, chosen first. Where none is required, every project is a choice too. */
export function ProjectField({
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
