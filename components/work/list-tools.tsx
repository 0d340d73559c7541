"use client";

import { Suspense } from "react";
import { lazyPart } from "@/components/ui/lazy-part";
import { ExportLink, type ExportQuery } from "./export-link";

const ViewsMenu = lazyPart(() => import("./views/views-menu").then((module) => module.ViewsMenu));

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
