"use client";

import { useQueryStates } from "nuqs";
import { type ReactNode, useCallback } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { Select } from "@/components/ui/select";
import { FilterBar } from "../filter-bar";
import { SearchBox } from "../search-box";
import { AGENT_VIEWS, agentParams } from "../search-params";

const VIEW_WORDS = { working: "Working", idle: "Idle", attention: "Needs attention" };

export function AgentFilters({ tools }: { tools: ReactNode }) {
  const [{ show, q, retired }, setParams] = useQueryStates(agentParams);
  const search = useCallback((words: string) => void setParams({ q: words || null }), [setParams]);
  return (
    <FilterBar
      isFiltered={show !== null || q !== "" || retired}
      onClear={() => void setParams({ show: null, q: null, retired: null })}
      tools={tools}
    >
      <SearchBox label="Search agents by name" value={q} onSearch={search} />
      <Select
        aria-label="Status"
        className="w-44! max-sm:w-auto! max-sm:flex-[1_0_40%]"
        value={show ?? ""}
        onChange={(event) =>
          void setParams({ show: AGENT_VIEWS.find((view) => view === event.target.value) ?? null })
        }
      >
        <option value="">All statuses</option>
        {AGENT_VIEWS.map((view) => (
          <option key={view} value={view}>
            {VIEW_WORDS[view]}
          </option>
        ))}
      </Select>
      <Checkbox
        label="Show retired"
        checked={retired}
        onChange={(event) => void setParams({ retired: event.target.checked || null })}
      />
    </FilterBar>
  );
}
