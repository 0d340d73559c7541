import { route } from "@/lib/platform/http/route";
import { CreateProject, Project, ProjectsPage, ProjectsQuery } from "@/lib/work/schema";
import { createProject, listProjects } from "@/lib/work/service";

export const GET = route(
  { summary: "List projects", scope: "work:read", query: ProjectsQuery, reply: ProjectsPage },
  ({ actor, query }) => listProjects(actor, query),
);

export const POST = route(
  {
    summary: "Create a project",
    scope: "projects:write",
    body: CreateProject,
    reply: Project,
    status: 201,
    idempotent: true,
  },
  ({ actor, body }) => createProject(actor, body),
);
