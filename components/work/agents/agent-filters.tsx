"use client";

import { useQueryStates } from "nuqs";
import { type ReactNode, useCallback } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { Select } from "@/components/ui/select";
import { statusLooks } from "@/components/ui/status-tones";
import { FilterBar } from "../filter-bar";
import type { AgentGroup } from "../prepare-overview";
import { SearchBox } from "../search-box";
import { AGENT_VIEWS, type AgentView, agentParams } from "../search-params";

const GROUP_WORDS: Record<AgentGroup, string> = {
  working: "Working",
  idle: "Idle",
  attention: "Needs attention",
};
const SINGLE = ["running", "draining", "stale", "quarantined", "lost"] as const satisfies AgentView[];

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
        {Object.entries(GROUP_WORDS).map(([group, words]) => (
          <option key={group} value={group}>
            {words}
          </option>
        ))}
        <optgroup label="Only">
          {SINGLE.map((status) => (
            <option key={status} value={status}>
              {statusLooks.agent[status].label}
            </option>
          ))}
        </optgroup>
      </Select>
      <Checkbox
        label="Show retired"
        checked={retired}
        onChange={(event) => void setParams({ retired: event.target.checked || null })}
      />
    </FilterBar>
  );
}
