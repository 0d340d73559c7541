"use client";

import { useQuery } from "@tanstack/react-query";
import { ListChecks } from "lucide-react";
import { LiveNote } from "@/components/live/live-note";
import { usePausable } from "@/components/live/use-pausable";
import { Alert } from "@/components/ui/alert";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import { RelativeTime } from "@/components/ui/relative-time";
import { SkeletonRows } from "@/components/ui/skeleton";
import { Loaded } from "@/components/work/state/loaded";
import { alertRulesQuery } from "@/lib/monitoring/queries";
import { RuleTable } from "./rule-table";

const REFRESH_MS = 15_000;

/** What is looked for, where it stands in the file, and how it is with each rule now. */
export function RulesView() {
  const query = useQuery(
    usePausable({ ...alertRulesQuery(), refetchInterval: REFRESH_MS as number | false }),
  );
  return (
    <>
      <LiveNote />
      {query.data?.problem && (
        <div className="mb-4">
          <Alert tone="danger" title="The file is broken; the rules before stay in force">
            <p className="whitespace-pre-wrap wrap-anywhere">{query.data.problem}</p>
          </Alert>
        </div>
      )}
      <Panel title="Alert rules" flush>
        <Loaded query={query} what="the rules" skeleton={<SkeletonRows rows={8} label="Loading the rules" />}>
          {({ items }) =>
            items.length === 0 ? (
              <EmptyState
                icon={ListChecks}
                title="There is no rule"
                appears="Each rule appears here with its condition and how many alerts of it live."
                how="Write rules to config/alert_rules.yaml; they count about a second later."
              />
            ) : (
              <RuleTable rules={items} />
            )
          }
        </Loaded>
      </Panel>
      {query.data && (
        <p className="mt-3 text-muted">
          From <code>config/{query.data.file}</code>, version <code>{query.data.version}</code>
          {query.data.checkedAt ? (
            <>
              ; asked last <RelativeTime at={query.data.checkedAt} />.
            </>
          ) : (
            "; not asked yet."
          )}
        </p>
      )}
    </>
  );
}
