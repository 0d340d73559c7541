"use client";

import { lazy, Suspense } from "react";
import { ExportLink, type ExportQuery } from "./export-link";

const ViewsMenu = lazy(() => import("./views/views-menu").then((module) => ({ default: module.ViewsMenu })));

/** What may be done with a list as it is filtered now: keep the filters, or take its rows along. */
export function ListTools({ list, query }: { list: string; query: ExportQuery }) {
  return (
    <>
      <Suspense fallback={null}>
        <ViewsMenu path={`/${list}`} />
      </Suspense>
      <ExportLink list={list} query={query} />
    </>
  );
}
