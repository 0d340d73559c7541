"use client";

import { useQueryStates } from "nuqs";
import { useCallback } from "react";
import { Select } from "@/components/ui/select";
import { statusLooks } from "@/components/ui/status-tones";
import { TicketStatus } from "@/lib/work/schema";
import { FilterBar } from "../filter-bar";
import { SearchBox } from "../search-box";
import { type TicketView, ticketParams } from "../search-params";

export function TicketFilters() {
  const [{ q, status }, setParams] = useQueryStates(ticketParams);
  const search = useCallback((words: string) => void setParams({ q: words || null }), [setParams]);
  return (
    <FilterBar
      isFiltered={q !== "" || status !== "open"}
      onClear={() => void setParams({ q: null, status: null })}
    >
      <SearchBox label="Search tickets by title" value={q} onSearch={search} />
      <Select
        aria-label="Status"
        className="w-36! max-sm:w-auto! max-sm:flex-1"
        value={status}
        onChange={(event) => void setParams({ status: event.target.value as TicketView })}
      >
        {TicketStatus.options.map((option) => (
          <option key={option} value={option}>
            {statusLooks.ticket[option].label}
          </option>
        ))}
        <option value="all">All statuses</option>
      </Select>
    </FilterBar>
  );
}
