import { z } from "zod";
import { route } from "@/lib/platform/http/route";
import { Project, ProjectId, UpdateProject } from "@/lib/work/schema";
import { getProject, updateProject } from "@/lib/work/service";

const Params = z.strictObject({ id: ProjectId });

export const GET = route(
  { summary: "Get a project", scope: "work:read", params: Params, reply: Project },
  ({ actor, params }) => getProject(actor, params.id),
);

export const PATCH = route(
  { summary: "Edit a project", scope: "projects:write", params: Params, body: UpdateProject, reply: Project },
  ({ actor, params, body }) => updateProject(actor, params.id, body),
);
