import { Badge } from "@/components/ui/badge";
import { EmptyState } from "@/components/ui/empty-state";
import { type Column, ListTable } from "@/components/ui/list-table";
import { Panel } from "@/components/ui/panel";
import { RelativeTime } from "@/components/ui/relative-time";
import type { Remedy } from "@/lib/monitoring/schema";
import { OUTCOME_WORDS, REMEDY_WORDS } from "../prepare-alert";

const COLUMNS: Column<Remedy>[] = [
  { head: "Remedy", as: "name", cell: ({ kind }) => REMEDY_WORDS[kind] },
  {
    head: "Outcome",
    as: "mark",
    cell: ({ outcome }) => <Badge tone={OUTCOME_WORDS[outcome].tone}>{OUTCOME_WORDS[outcome].label}</Badge>,
  },
  {
    head: "Detail",
    as: "text",
    className: "min-w-56 whitespace-normal!",
    headClassName: "w-full",
    cell: ({ detail }) => detail,
  },
  { head: "When", as: "mark", numeric: true, cell: ({ at }) => <RelativeTime at={at} /> },
];

/** What the watchdog tried by itself. */
export function RemedyPanel({ remedies }: { remedies: Remedy[] }) {
  return (
    <Panel title="What the watchdog tried" count={remedies.length} flush>
      {remedies.length === 0 ? (
        <EmptyState
          title="Nothing was tried"
          appears="What the watchdog does by itself about this alert appears here, with what came of it."
          how="A rule names its remedies in config/alert_rules.yaml; what they do not mend is escalated."
        />
      ) : (
        <ListTable label="What the watchdog tried" columns={COLUMNS} rows={remedies} slim />
      )}
    </Panel>
  );
}
