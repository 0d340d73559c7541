"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { LiveNote } from "@/components/live/live-note";
import { usePausable } from "@/components/live/use-pausable";
import { EmptyState } from "@/components/ui/empty-state";
import { lazyPart } from "@/components/ui/lazy-part";
import { Panel } from "@/components/ui/panel";
import { LoadedPages } from "@/components/work/state/loaded-pages";
import { actionsQuery } from "@/lib/guardian/queries";
import type { Viewer } from "../viewer";
import { actionParams, isNarrowed, toActionFilter } from "./action-params";
import { ActionTable } from "./action-table";

const ActionFilters = lazyPart(() => import("./action-filters").then((module) => module.ActionFilters));

const NONE = {
  title: "Nobody has stepped in so far",
  appears: "Every intervention appears here with who asked, who approved, what it did and how it ended.",
  how: "Step in from a task, a ticket or an agent, or on the page Now.",
};
const NO_MATCH = {
  title: "No intervention matches",
  appears: "Interventions of this type, target, person and outcome would stand here.",
  how: "Clear a filter to see more.",
};

/** Everything that guardians did, newest first. */
export function ActionsView({ projectId, viewer }: { projectId: string | undefined; viewer: Viewer }) {
  const [choice] = useQueryStates(actionParams);
  const filter = toActionFilter(choice, projectId);
  const query = useInfiniteQuery(usePausable({ ...actionsQuery(filter), placeholderData: keepPreviousData }));
  return (
    <>
      <LiveNote />
      <ActionFilters projectId={projectId} />
      <Panel title="Actions" flush>
        <LoadedPages
          query={query}
          nouns={["action", "actions"]}
          rows={8}
          empty={<EmptyState {...(isNarrowed(choice) ? NO_MATCH : NONE)} />}
        >
          {(actions) => <ActionTable label="Actions" actions={actions} viewer={viewer} />}
        </LoadedPages>
      </Panel>
    </>
  );
}
