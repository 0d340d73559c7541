import { DataList, Fact } from "@/components/ui/data-list";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import type { AlertDetail } from "@/lib/monitoring/schema";
import { toFactRows } from "../prepare-alert";

/** What was known when it was seen last. */
export function AlertFacts({ alert }: { alert: AlertDetail }) {
  const rows = toFactRows(alert.facts);
  return (
    <Panel title={alert.state === "resolved" ? "What was known" : "What is known"}>
      {rows.length === 0 ? (
        <EmptyState
          title="No facts"
          appears="What a rule compares, and what is known of the thing it is about, appears here."
          how="This alert was raised without any."
        />
      ) : (
        <DataList>
          {rows.map(({ name, value }) => (
            <Fact key={name} term={name}>
              <span className="whitespace-pre-wrap wrap-anywhere">{value}</span>
            </Fact>
          ))}
        </DataList>
      )}
    </Panel>
  );
}
