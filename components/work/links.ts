import type { Route } from "next";

type Params = Record<string, string | null | undefined>;

/** An address with a query; composed at run time, where the generated route types cannot see it. */
export function workHref(path: string, params: Params = {}): Route {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) if (value) query.set(name, value);
  return (query.size > 0 ? `${path}?${query}` : path) as Route;
}

export function artifactHref(artifact: { taskId: string; id: string }): string {
  return `/api/v1/tasks/${artifact.taskId}/artifacts/${artifact.id}`;
}
