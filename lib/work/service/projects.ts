import * as audit from "@/lib/platform/audit/service";
import { type Actor, maySee, requireScope, seenBy } from "@/lib/platform/auth/actor";
import { isUniqueViolation, read, transact } from "@/lib/platform/db/transact";
import { AppError } from "@/lib/platform/errors";
import { publish } from "@/lib/platform/events/service";
import { newId } from "@/lib/platform/ids";
import type { Page } from "@/lib/platform/schema";
import type { CreateProject, Project, ProjectsQuery, UpdateProject } from "../schema";
import * as store from "../store/projects";

export async function createProject(actor: Actor, input: CreateProject): Promise<Project> {
  requireScope(actor, "projects:write");
  return transact("project.create", async (tx) => {
    const project = await store.insertProject(tx, { id: newId("prj"), ...input }).catch((error: unknown) => {
      throw slugTaken(error);
    });
    const { id: entity, name, slug, repositoryUrl } = project;
    const detail = { name, slug, repositoryUrl };
    await audit.append(tx, { actor, act: "project.create", entity, projectId: entity, detail });
    await publish(tx, actor, {
      type: "project.created",
      entity: project.id,
      projectId: project.id,
      payload: { name: project.name },
    });
    return project;
  });
}

export async function updateProject(actor: Actor, id: string, input: UpdateProject): Promise<Project> {
  requireScope(actor, "projects:write");
  return transact("project.update", async (tx) => {
    const before = maySee(actor, id) ? await store.findProject(tx, id) : null;
    if (!before) throw noProject();
    const project = await store.updateProject(tx, id, input);
    const [was, is] = [changedOf(before, input), changedOf(project, input)];
    const detail = { name: project.name, before: was, after: is };
    await audit.append(tx, { actor, act: "project.update", entity: id, projectId: id, detail });
    await publish(tx, actor, { type: "project.updated", entity: id, projectId: id, payload: { ...input } });
    return project;
  });
}

export async function getProject(actor: Actor, id: string): Promise<Project> {
  requireScope(actor, "work:read");
  const project = await read((tx) => store.findProject(tx, id));
  return seenBy(actor, "project", project && { ...project, projectId: project.id });
}

/** The project of this short name, or null when there is none that the actor may see. */
export async function findProjectBySlug(actor: Actor, slug: string): Promise<Project | null> {
  requireScope(actor, "work:read");
  const project = await read((tx) => store.findProjectBySlug(tx, slug));
  return project && maySee(actor, project.id) ? project : null;
}

export async function listProjects(actor: Actor, query: ProjectsQuery): Promise<Page<Project>> {
  requireScope(actor, "work:read");
  return read((tx) => store.listProjects(tx, actor.projectId, query));
}

/** The fields that a change names, as they are here. */
function changedOf(project: Project, input: UpdateProject): Record<string, unknown> {
  return Object.fromEntries(Object.entries(project).filter(([name]) => name in input));
}

function noProject(): AppError {
  return new AppError("not_found", "There is no such project.");
}

function slugTaken(error: unknown): unknown {
  if (!isUniqueViolation(error)) return error;
  const detail = "Another project has this short name.";
  return new AppError("conflict", detail, {
    cause: error,
    issues: [{ in: "body", pointer: "/slug", detail }],
  });
}
