"use client";

import { useQueryStates } from "nuqs";
import { lazy, Suspense } from "react";
import { LiveNote } from "@/components/live/live-note";
import { Checkbox } from "@/components/ui/checkbox";
import { SkeletonRows } from "@/components/ui/skeleton";
import { FilterBar } from "../filter-bar";
import { ListTools } from "../list-tools";
import { overlayParams } from "../search-params";

const OverlayPanels = lazy(() =>
  import("./overlay-panels").then((module) => ({ default: module.OverlayPanels })),
);

/** What lies over the queue: holds, priority overrides, capacity reservations. */
export function OverlaysView({ projectId, mayAct }: { projectId: string | undefined; mayAct: boolean }) {
  const [{ ended }, setParams] = useQueryStates(overlayParams);
  const filter = { project: projectId, live: !ended };
  return (
    <>
      <LiveNote />
      <FilterBar
        isFiltered={false}
        onClear={() => void setParams(null)}
        tools={<ListTools list="overlays" query={filter} />}
      >
        <Checkbox
          label="Show those that have ended"
          checked={ended}
          onChange={(event) => void setParams({ ended: event.target.checked || null })}
        />
      </FilterBar>
      <Suspense fallback={<SkeletonRows rows={8} label="Loading the overlays" />}>
        <OverlayPanels filter={filter} mayAct={mayAct} />
      </Suspense>
    </>
  );
}
