import { randomUUID } from "node:crypto";
import { CreateProject, Project, ProjectId, ProjectsPage, ProjectsQuery } from "@/lib/work/schema";
import { type Command, required, value } from "../command";
import { given, parseId, parseInput } from "../input";
import { instant, type Output } from "../output";
import { showList } from "../pages";

export const projectsList: Command = {
  words: "projects list",
  summary: "Projects",
  isPaged: true,
  options: { q: value("With these words in the name", "words") },
  run: (invocation) =>
    showList(invocation, {
      path: "/projects",
      query: { q: invocation.options.text("q") },
      schema: ProjectsQuery,
      reply: ProjectsPage,
      columns: [
        { name: "id", of: (project) => project.id },
        { name: "slug", of: (project) => project.slug },
        { name: "repository", of: (project) => project.repositoryUrl },
        { name: "name", of: (project) => project.name },
      ],
    }),
};

export const projectsShow: Command = {
  words: "projects show",
  summary: "A project",
  args: ["<project>"],
  async run({ args, call, out, signal }) {
    const id = parseId(ProjectId, "project", args[0]);
    show(out, await call({ method: "GET", path: `/projects/${id}`, reply: Project, signal }));
    return undefined;
  },
};

export const projectsCreate: Command = {
  words: "projects create",
  summary: "Adds a project",
  options: {
    name: required(value("Its name")),
    slug: required(value("Its name in addresses: lower-case letters, digits and hyphens")),
    repository: value("Where its code is", "url"),
  },
  async run({ call, options, out, signal }) {
    const input = given({
      name: options.text("name"),
      slug: options.text("slug"),
      repositoryUrl: options.text("repository"),
    });
    const body = parseInput(CreateProject, input, { repositoryUrl: "repository" });
    const request = { method: "POST", path: "/projects", body, reply: Project, signal } as const;
    const project = await call({ ...request, idempotencyKey: randomUUID() });
    out.answer(project, project.id);
    return undefined;
  },
};

function show(out: Output, project: Project): void {
  if (out.isJson) {
    out.json(project);
    return;
  }
  out.facts([
    ["id", project.id],
    ["name", project.name],
    ["slug", project.slug],
    ["repository", project.repositoryUrl],
    ["created", instant(project.createdAt)],
  ]);
}
