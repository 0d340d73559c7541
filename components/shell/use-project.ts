"use client";

import type { Route } from "next";
import { usePathname, useSearchParams } from "next/navigation";

/** The project named by `?project=`; none means all of them. */
export function useProject() {
  const pathname = usePathname();
  const slug = useSearchParams().get("project");
  return {
    slug,
    pathname,
    /** Where `path` is within the current project. */
    inProject: (path: string) => projectHref(path, slug),
    /** This section in another project. A detail page belongs to one project, so it is left. */
    sectionIn: (other: string | null) => projectHref(`/${pathname.split("/")[1] ?? ""}`, other),
  };
}

// A route with a query is composed at run time, where the generated route types cannot see it.
function projectHref(path: string, slug: string | null) {
  return (slug ? `${path}?project=${encodeURIComponent(slug)}` : path) as Route;
}
