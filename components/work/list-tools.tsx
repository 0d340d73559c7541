"use client";

import { lazyPart } from "@/components/ui/lazy-part";
import { ExportLink, type ExportQuery } from "./export-link";

const ViewsMenu = lazyPart(() => import("./views/views-menu").then((module) => module.ViewsMenu));

/** What may be done with a list as it is filtered now: keep the filters, or take its rows along. */
export function ListTools({ list, query }: { list: string; query: ExportQuery }) {
  return (
    <>
      <ViewsMenu path={`/${list}`} />
      <ExportLink list={list} query={query} />
    </>
  );
}
