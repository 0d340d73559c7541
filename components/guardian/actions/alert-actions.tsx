"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { usePausable } from "@/components/live/use-pausable";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import { LoadedPages } from "@/components/work/state/loaded-pages";
import { actionsQuery } from "@/lib/guardian/queries";
import type { Viewer } from "../viewer";
import { ActionTable } from "./action-table";

const TITLE = "How guardians stepped in";

/** The interventions that answered an alert, by people and by policies. */
export function AlertActions({ alertId, viewer }: { alertId: string; viewer: Viewer }) {
  const query = useInfiniteQuery(usePausable(actionsQuery({ alert: alertId })));
  return (
    <Panel title={TITLE} flush>
      <LoadedPages
        query={query}
        nouns={["intervention", "interventions"]}
        rows={1}
        empty={
          <EmptyState
            title="Nobody has stepped in"
            appears="Interventions that answer this alert appear here, with who asked and how they ended."
            how="Intervene above, or let a policy wait for this rule."
          />
        }
      >
        {(actions) => <ActionTable label={TITLE} actions={actions} viewer={viewer} />}
      </LoadedPages>
    </Panel>
  );
}
