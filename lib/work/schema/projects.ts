import { z } from "zod";
import { Instant, PageOf, PageQuery } from "@/lib/platform/schema";
import { Line, ProjectId, Text } from "./ids";

export const Project = z
  .object({
    id: ProjectId,
    name: z.string(),
    slug: z.string(),
    repositoryUrl: z.string().nullable(),
    createdAt: Instant,
    version: z.int(),
  })
  .meta({ id: "Project" });
export type Project = z.infer<typeof Project>;

export const CreateProject = z.strictObject({
  name: Line(80),
  slug: z
    .string()
    .regex(
      /^[a-z0-9](?:[a-z0-9-]{0,46}[a-z0-9])?$/,
      "Use lower-case letters, digits and hyphens, at most 48.",
    ),
  repositoryUrl: Text(500).nullable().default(null),
});
export type CreateProject = z.infer<typeof CreateProject>;

export const UpdateProject = z
  .strictObject({ name: Line(80), repositoryUrl: Text(500).nullable() })
  .partial();
export type UpdateProject = z.infer<typeof UpdateProject>;

export const ProjectsQuery = PageQuery.extend({
  q: z.string().max(200).optional().describe("Words in the name or the slug."),
});
export type ProjectsQuery = z.infer<typeof ProjectsQuery>;

export const ProjectsPage = PageOf(Project);
export type ProjectsPage = z.infer<typeof ProjectsPage>;
