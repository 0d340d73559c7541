"use client";

import { useQueryStates } from "nuqs";
import { LiveNote } from "@/components/live/live-note";
import { Checkbox } from "@/components/ui/checkbox";
import { FilterBar } from "../filter-bar";
import { ListTools } from "../list-tools";
import { overlayParams } from "../search-params";
import { OverlayPanels } from "./overlay-panels";

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
      <OverlayPanels filter={filter} mayAct={mayAct} />
    </>
  );
}
