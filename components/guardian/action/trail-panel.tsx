"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { usePausable } from "@/components/live/use-pausable";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import { LoadedPages } from "@/components/work/state/loaded-pages";
import { auditQuery } from "@/lib/platform/audit/queries";
import { AuditRow } from "../audit/audit-row";

/** What the audit trail keeps of one action, each entry with its place in the chain. */
export function TrailPanel({ actionId }: { actionId: string }) {
  const query = useInfiniteQuery(usePausable(auditQuery({ entity: actionId, seals: "false" })));
  return (
    <Panel title="Audit trail" flush>
      <LoadedPages
        query={query}
        nouns={["entry", "entries"]}
        rows={3}
        empty={
          <EmptyState
            title="No entry"
            appears="Each step of the action is kept here with its place in the chain."
            how="Steps are kept as they happen."
          />
        }
      >
        {(entries) => (
          <ul>
            {entries.map((entry) => (
              <AuditRow key={entry.id} entry={entry} />
            ))}
          </ul>
        )}
      </LoadedPages>
    </Panel>
  );
}
