"use client";

import { useQueryStates } from "nuqs";
import { ScrollRegion } from "@/components/ui/scroll-region";
import { Select } from "@/components/ui/select";
import type { Project } from "@/lib/work/schema";
import { type Column, chooseColumn } from "../prepare-board";
import { ticketParams } from "../search-params";
import { BoardColumn } from "./board-column";

/** The phases side by side; on a phone one at a time, chosen above. */
export function BoardColumns({
  columns,
  projects,
}: {
  columns: Column[];
  /** Given where the board shows every project, to name each ticket's. */
  projects: Project[] | undefined;
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
        {columns.map(({ phase, tickets }) => (
          <option key={phase.id} value={phase.id}>
            {phase.name} ({tickets.length})
          </option>
        ))}
      </Select>
      <ScrollRegion label="Tickets by phase" className="overflow-x-auto pb-2">
        <div className="flex min-w-full items-start gap-3 md:w-max">
          {columns.map((column) => (
            <BoardColumn
              key={column.phase.id}
              column={column}
              isChosen={column.phase.id === chosen}
              projects={projects}
            />
          ))}
        </div>
      </ScrollRegion>
    </>
  );
}
