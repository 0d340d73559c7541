"use client";

import { useQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { type ReactNode, useCallback } from "react";
import { usePausable } from "@/components/live/use-pausable";
import { Select } from "@/components/ui/select";
import { agentsQuery } from "@/lib/work/queries";
import { FilterBar } from "../filter-bar";
import { PrioritySelect } from "../priority-select";
import { SearchBox } from "../search-box";
import { taskParams } from "../search-params";
import { StateFilter } from "./state-filter";
import { isNarrowed } from "./task-filter";

const CLEAR = { q: null, state: null, blocked: null, undoable: null, priority: null, agent: null };

export function TaskFilters({ projectId, tools }: { projectId: string | undefined; tools: ReactNode }) {
  const [choice, setParams] = useQueryStates(taskParams);
  const { priority, q, agent } = choice;
  // Retired agents too: what they did is what one looks for.
  const agents = useQuery(usePausable(agentsQuery(projectId, true)));
  const search = useCallback((words: string) => void setParams({ q: words || null }), [setParams]);
  return (
    <FilterBar isFiltered={isNarrowed(choice)} onClear={() => void setParams(CLEAR)} tools={tools}>
      <SearchBox label="Search tasks by title" value={q} onSearch={search} />
      <StateFilter
        chosen={choice}
        onChange={({ state, blocked, undoable }) =>
          void setParams({ state, blocked: blocked || null, undoable: undoable || null })
        }
      />
      <PrioritySelect value={priority} onChange={(next) => void setParams({ priority: next })} />
      <Select
        aria-label="Agent"
        className="w-44! max-sm:w-auto! max-sm:flex-[1_0_40%]"
        value={agent ?? ""}
        onChange={(event) => void setParams({ agent: event.target.value || null })}
      >
        <option value="">All agents</option>
        {agent && !agents.data?.items.some((known) => known.id === agent) && (
          <option value={agent}>…{agent.slice(-6)}</option>
        )}
        {agents.data?.items.map((known) => (
          <option key={known.id} value={known.id}>
            {known.name}
          </option>
        ))}
      </Select>
    </FilterBar>
  );
}
