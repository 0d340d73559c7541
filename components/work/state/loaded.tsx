"use client";

import type { ReactNode } from "react";
import type { Loadable } from "./loadable";
import { QueryError } from "./query-error";
import { StaleNote } from "./stale-note";

/**
 * The states of a panel: its skeleton, an error with a way on, or its content, under a note when that is not
 * fresh. `what` names the content in a sentence: "the tasks".
 */
export function Loaded<T>({
  query,
  what,
  skeleton,
  children,
}: {
  query: Loadable<T>;
  what: string;
  skeleton: ReactNode;
  children: (data: T) => ReactNode;
}) {
  if (query.data === undefined) {
    return query.error ? <QueryError query={query} error={query.error} what={what} /> : skeleton;
  }
  return (
    <>
      <StaleNote query={query} what={what} />
      {children(query.data)}
    </>
  );
}
