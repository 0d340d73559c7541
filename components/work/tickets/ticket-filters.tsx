"use client";

import { useQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { type ReactNode, useCallback } from "react";
import { Select } from "@/components/ui/select";
import { statusLooks } from "@/components/ui/status-tones";
import { phasesQuery } from "@/lib/work/queries";
import { TicketStatus } from "@/lib/work/schema";
import { FilterBar } from "../filter-bar";
import { PrioritySelect } from "../priority-select";
import { SearchBox } from "../search-box";
import { type TicketView, ticketParams } from "../search-params";
import { isNarrowed } from "./ticket-filter";

const CLEAR = { q: null, status: null, phase: null, priority: null };

/** The filters of the list; the board shows all that is open. */
export function TicketFilters({ tools }: { tools: ReactNode }) {
  const [choice, setParams] = useQueryStates(ticketParams);
  const phases = useQuery(phasesQuery());
  const search = useCallback((words: string) => void setParams({ q: words || null }), [setParams]);
  return (
    <FilterBar isFiltered={isNarrowed(choice)} onClear={() => void setParams(CLEAR)} tools={tools}>
      <SearchBox label="Search tickets by title" value={choice.q} onSearch={search} />
      <Select
        aria-label="Status"
        className="w-36! max-sm:w-auto! max-sm:flex-[1_0_40%]"
        value={choice.status}
        onChange={(event) => void setParams({ status: event.target.value as TicketView })}
      >
        {TicketStatus.options.map((option) => (
          <option key={option} value={option}>
            {statusLooks.ticket[option].label}
          </option>
        ))}
        <option value="all">All statuses</option>
      </Select>
      <Select
        aria-label="Phase"
        className="w-40! max-sm:w-auto! max-sm:flex-[1_0_40%]"
        value={choice.phase ?? ""}
        onChange={(event) => void setParams({ phase: event.target.value || null })}
      >
        <option value="">All phases</option>
        {phases.data?.items.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </Select>
      <PrioritySelect value={choice.priority} onChange={(priority) => void setParams({ priority })} />
    </FilterBar>
  );
}
