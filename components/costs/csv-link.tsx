import { ExportLink, type ExportQuery } from "../work/export-link";

export function CsvLink({
  list,
  query,
}: {
  list: "records" | "budgets" | "recommendations";
  query: ExportQuery;
}) {
  return <ExportLink list={`costs/${list}`} query={query} />;
}
