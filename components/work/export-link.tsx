import { Download } from "lucide-react";
import { buttonClass } from "@/components/ui/button-class";

export type ExportQuery = Record<string, string | number | boolean | string[] | null | undefined>;

/** Takes a list's rows along as they are filtered now; `list` is the path of its API. */
export function ExportLink({ list, query }: { list: string; query: ExportQuery }) {
  return (
    <a
      href={exportHref(list, query)}
      download
      title="Download what matches as CSV, at most 100,000 rows"
      className={buttonClass("secondary")}
    >
      <Download aria-hidden="true" />
      <span className="max-sm:sr-only">Download CSV</span>
    </a>
  );
}

function exportHref(list: string, query: ExportQuery): string {
  const params = new URLSearchParams({ format: "csv" });
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== "") params.set(name, String(value));
  }
  return `/api/v1/${list}/export?${params}`;
}
