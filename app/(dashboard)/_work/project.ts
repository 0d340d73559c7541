import { notFound } from "next/navigation";
import type { Person } from "@/lib/platform/auth/authenticate";
import { findProjectBySlug } from "@/lib/work/service";
import type { Search } from "./props";

export interface PageProject {
  id: string | undefined;
  slug: string | undefined;
}

/** The project that `?project=` names, or none for all of them; a name that there is not is not found. */
export async function projectOf(person: Person, search: Search): Promise<PageProject> {
  const { project: slug } = await search;
  if (typeof slug !== "string" || slug === "") return { id: undefined, slug: undefined };
  const project = await findProjectBySlug(person, slug);
  return project ? { id: project.id, slug } : notFound();
}
