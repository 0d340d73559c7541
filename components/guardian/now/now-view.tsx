"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { Shield } from "lucide-react";
import { LiveNote } from "@/components/live/live-note";
import { usePausable } from "@/components/live/use-pausable";
import { EmptyState } from "@/components/ui/empty-state";
import { lazyPart } from "@/components/ui/lazy-part";
import { Panel } from "@/components/ui/panel";
import { LoadedPages } from "@/components/work/state/loaded-pages";
import { actionsQuery } from "@/lib/guardian/queries";
import { ActionTable } from "../actions/action-table";
import { ProposalsPanel } from "../approvals/proposals-panel";
import { inForceFilter } from "../filters";
import type { Viewer } from "../viewer";
import { ReviewNote } from "./review-note";

// Not among what the page must have loaded before it works: the server has drawn it already.
const Crises = lazyPart(() => import("@/components/monitoring/crises").then((module) => module.Crises));

const AlsoInForce = lazyPart(() => import("./also-in-force").then((module) => module.AlsoInForce));

/** What is at stake now: decisions that wait, crises, and what guardians have in force. */
export function NowView({ projectId, viewer }: { projectId: string | undefined; viewer: Viewer }) {
  const query = useInfiniteQuery(usePausable(actionsQuery(inForceFilter(projectId))));
  const count = query.data?.pages.flatMap((page) => page.items).length ?? 0;
  return (
    <>
      <LiveNote />
      <div className="flex flex-col gap-4">
        <ReviewNote projectId={projectId} />
        <ProposalsPanel projectId={projectId} hidesEmpty />
        <Crises projectId={projectId} />
        <Panel title="In force" {...(count > 0 ? { count } : {})} flush>
          <LoadedPages
            query={query}
            nouns={["action", "actions"]}
            rows={4}
            empty={
              <EmptyState
                icon={Shield}
                title="Nothing is in force"
                appears="Pauses, moved capacity, other priorities and quarantines stand here with their countdown."
                how={
                  viewer.mayAct
                    ? "Step in above, or from a task, a ticket or an agent. It ends by itself."
                    : "Leads, admins and policies step in."
                }
              />
            }
          >
            {(actions) => <ActionTable label="In force" actions={actions} viewer={viewer} />}
          </LoadedPages>
        </Panel>
        <AlsoInForce projectId={projectId} />
      </div>
    </>
  );
}
