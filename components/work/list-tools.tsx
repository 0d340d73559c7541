"use client";

import { Download } from "lucide-react";
import { lazy, Suspense } from "react";
import { buttonClass } from "@/components/ui/button-class";

const ViewsMenu = lazy(() => import("./views/views-menu").then((module) => ({ default: module.ViewsMenu })));

type Query = Record<string, string | number | boolean | string[] | null | undefined>;

/** What may be done with a list as it is filtered now: keep the filters, or take its rows along. */
export function ListTools({ list, query }: { list: string; query: Query }) {
  return (
    <>
      <Suspense fallback={null}>
        <ViewsMenu path={`/${list}`} />
      </Suspense>
      <a
        href={exportHref(list, query)}
        download
        title="Download what matches as CSV, at most 100,000 rows"
        className={buttonClass("secondary")}
      >
        <Download aria-hidden="true" />
        <span className="max-sm:sr-only">Download CSV</span>
      </a>
    </>
  );
}

function exportHref(list: string, query: Query): string {
  const params = new URLSearchParams({ format: "csv" });
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== "") params.set(name, String(value));
  }
  return `/api/v1/${list}/export?${params}`;
}
