import { Download } from "lucide-react";
import { buttonClass } from "@/components/ui/button-class";

type Query = Record<string, string | null | undefined>;

/** Takes along what matches. */
export function CsvLink({ list, query }: { list: "records" | "budgets"; query: Query }) {
  const params = new URLSearchParams({ format: "csv" });
  for (const [name, value] of Object.entries(query)) if (value) params.set(name, value);
  return (
    <a
      href={`/api/v1/costs/${list}/export?${params}`}
      download
      title="Download what matches as CSV"
      className={buttonClass("secondary")}
    >
      <Download aria-hidden="true" />
      <span className="max-sm:sr-only">Download CSV</span>
    </a>
  );
}
