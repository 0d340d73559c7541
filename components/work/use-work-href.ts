"use client";

import { useProject } from "../shell/use-project";
import { workHref } from "./links";

/** Addresses within the project that the page is in. */
export function useWorkHref() {
  const { slug } = useProject();
  return (path: string, params: Parameters<typeof workHref>[1] = {}) =>
    workHref(path, { project: slug, ...params });
}
