"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { Zap } from "lucide-react";
import { usePausable } from "@/components/live/use-pausable";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import { LoadedPages } from "@/components/work/state/loaded-pages";
import { policyFiringsQuery } from "@/lib/guardian/queries";
import { FiringItem } from "./firing-item";

/** When the policy fired, or would have, and what it saw then. */
export function FiringsPanel({ name }: { name: string }) {
  const query = useInfiniteQuery(
    usePausable({ ...policyFiringsQuery(name), refetchInterval: false as number | false }),
  );
  const empty = (
    <EmptyState
      icon={Zap}
      title="It has not fired"
      appears="Each time its condition holds, what it saw and what came of it is kept here."
      how="A dry run says when it would have fired over the last days."
    />
  );
  return (
    <Panel title="Firings" flush>
      <LoadedPages query={query} nouns={["firing", "firings"]} rows={4} empty={empty}>
        {(firings) => (
          <ul>
            {firings.map((firing) => (
              <FiringItem key={firing.id} firing={firing} />
            ))}
          </ul>
        )}
      </LoadedPages>
    </Panel>
  );
}
