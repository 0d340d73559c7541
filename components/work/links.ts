import type { Route } from "next";

type Params = Record<string, string | null | undefined>;

/** An address with a query; composed at run time, where the generated route types cannot see it. */
export function workHref(path: string, params: Params = {}): Route {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) if (value) query.set(name, value);
  if (query.size === 0) return path as Route;
  const [place, fragment] = path.split("#");
  return `${place}?${query}${fragment ? `#${fragment}` : ""}` as Route;
}

const PLACES: Record<string, (id: string) => string> = {
  tkt: (id) => `/tickets/${id}`,
  task: (id) => `/tasks/${id}`,
  agent: (id) => `/agents/${id}`,
  host: (id) => `/agents/hosts#${id}`,
  hold: (id) => `/overlays#${id}`,
  ovr: (id) => `/overlays#${id}`,
  resv: (id) => `/overlays#${id}`,
  bud: (id) => `/costs/budgets#${id}`,
  rec: (id) => `/costs/recommendations#${id}`,
  gact: (id) => `/guardian/actions/${id}`,
  alrt: (id) => `/alerts/${id}`,
  prj: (id) => `/settings/projects/${id}`,
  whk: (id) => `/settings/webhooks/${id}`,
};

/** The page of what an id names; null for what has none. */
export function entityPath(id: string): string | null {
  const [kind, name] = id.split(":");
  if (kind === "policy" && name) return `/guardian/policies/${name}`;
  return PLACES[id.slice(0, id.indexOf("_"))]?.(id) ?? null;
}

export function artifactHref(artifact: { taskId: string; id: string }): string {
  return `/api/v1/tasks/${artifact.taskId}/artifacts/${artifact.id}`;
}
