"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { ShieldCheck } from "lucide-react";
import { usePausable } from "@/components/live/use-pausable";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import { LoadedPages } from "@/components/work/state/loaded-pages";
import { actionsQuery } from "@/lib/guardian/queries";
import { proposedFilter } from "../filters";
import { ProposalItem } from "./proposal-item";

const EMPTY = {
  title: "Nothing waits for approval",
  appears: "What needs another person's word appears here with what it would do, and expires in minutes.",
  how: "Pausing a whole project, ending more than ten running attempts, and keys below GUARDIAN ask for it.",
};

/** Proposals that wait for a decision. `hidesEmpty` leaves the panel out while there are none. */
export function ProposalsPanel({
  projectId,
  hidesEmpty = false,
}: {
  projectId: string | undefined;
  hidesEmpty?: boolean;
}) {
  const query = useInfiniteQuery(usePausable(actionsQuery(proposedFilter(projectId))));
  const count = query.data?.pages.flatMap((page) => page.items).length ?? 0;
  if (hidesEmpty && query.data && count === 0) return null;
  return (
    <Panel title="Waiting for approval" {...(count > 0 ? { count } : {})} flush>
      <LoadedPages
        query={query}
        nouns={["proposal", "proposals"]}
        rows={2}
        empty={<EmptyState icon={ShieldCheck} {...EMPTY} />}
      >
        {(actions) => (
          <ul>
            {actions.map((action) => (
              <ProposalItem key={action.id} action={action} />
            ))}
          </ul>
        )}
      </LoadedPages>
    </Panel>
  );
}
