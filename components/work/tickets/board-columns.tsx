"use client";

import { useQueryStates } from "nuqs";
import { ScrollRegion } from "@/components/ui/scroll-region";
import { Select } from "@/components/ui/select";
import type { Phase, Project } from "@/lib/work/schema";
import { type Column, chooseColumn } from "../prepare-board";
import { ticketParams } from "../search-params";
import { BoardColumn } from "./board-column";

/** The phases side by side; on a phone one at a time, chosen above. */
export function BoardColumns({
  columns,
  phases,
  projects,
  mayWrite,
}: {
  columns: Column[];
  phases: Phase[];
  /** Given where the board shows every project, to name each ticket's. */
  projects: Project[] | undefined;
  mayWrite: boolean;
}) {
  const [params, setParams] = useQueryStates(ticketParams);
  const chosen = chooseColumn(columns, params.phase);
  return (
    <>
      <Select
        aria-label="Phase"
        className="mb-3 md:hidden!"
        value={chosen}
        onChange={(event) => void setParams({ phase: event.target.value })}
      >
        {columns.map(({ phase, total }) => (
          <option key={phase.id} value={phase.id}>
            {phase.name} ({total.toLocaleString("en")})
          </option>
        ))}
      </Select>
      <ScrollRegion label="Tickets by phase" className="overflow-x-auto pb-2">
        <div className="flex min-w-full items-start gap-3 md:w-max">
          {columns.map((column) => (
            <BoardColumn
              key={column.phase.id}
              column={column}
              phases={phases}
              isChosen={column.phase.id === chosen}
              projects={projects}
              mayWrite={mayWrite}
            />
          ))}
        </div>
      </ScrollRegion>
    </>
  );
}
