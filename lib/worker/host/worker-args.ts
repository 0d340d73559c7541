// A template as the command line of `omoios worker`. The key is in the environment and never here.
import { resolve } from "node:path";
import { isRepositoryUrl } from "../worktree/config";
import type { Template } from "./file";

export interface AgentPlace {
  url: string;
  projectId: string | undefined;
  /** Of the agent. */
  name: string;
  stateDir: string;
  /** What relative paths of the template start from: the file's own directory. */
  baseDir: string;
}

export function toWorkerArgs(template: Template, { url, projectId, name, stateDir, baseDir }: AgentPlace) {
  return [
    "worker",
    ...option("url", url),
    ...option("name", name),
    ...option("state-dir", stateDir),
    ...option("project", projectId),
    ...option("profile", template.profile),
    ...option("model", template.model),
    ...option("capacity", String(template.capacity)),
    ...template.capabilities.flatMap((word) => option("capability", word)),
    ...template.phases.flatMap((phase) => option("phase", phase)),
    ...Object.entries(template.labels).flatMap(([label, value]) => option("label", `${label}=${value}`)),
    ...option("workdir", resolve(baseDir, template.workdir)),
    ...worktreeArgs(template, baseDir),
    ...(template.checks ? ["--checks"] : []),
    "--json",
    ...(template.command ? ["--", ...template.command] : []),
  ];
}

const NO_OPTIONS = { repository: undefined, base: undefined, push: false, keep: undefined };

function worktreeArgs({ workdirPerTask: asked }: Template, baseDir: string): string[] {
  if (asked === false) return [];
  const { repository, base, push, keep } = asked === true ? NO_OPTIONS : asked;
  const path = repository && !isRepositoryUrl(repository) ? resolve(baseDir, repository) : repository;
  return [
    "--workdir-per-task",
    ...option("repository", path),
    ...option("base", base),
    ...option("keep-workdirs", keep),
    ...(push ? ["--push"] : []),
  ];
}

/** With an equals sign: a value may begin with a dash. */
function option(name: string, value: string | undefined): string[] {
  return value === undefined ? [] : [`--${name}=${value}`];
}
