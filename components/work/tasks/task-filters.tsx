"use client";

import { useQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { useCallback } from "react";
import { Select } from "@/components/ui/select";
import { statusLooks } from "@/components/ui/status-tones";
import { agentsQuery } from "@/lib/work/queries";
import { TaskState } from "@/lib/work/schema";
import { FilterBar } from "../filter-bar";
import { SearchBox } from "../search-box";
import { type TaskView, taskParams } from "../search-params";

export function TaskFilters({ projectId }: { projectId: string | undefined }) {
  const [{ state, q, agent }, setParams] = useQueryStates(taskParams);
  // Retired agents too: what they did is what one looks for.
  const agents = useQuery(agentsQuery(projectId, true));
  const search = useCallback((words: string) => void setParams({ q: words || null }), [setParams]);
  return (
    <FilterBar
      isFiltered={q !== "" || state !== null || agent !== null}
      onClear={() => void setParams({ q: null, state: null, agent: null })}
    >
      <SearchBox label="Search tasks by title" value={q} onSearch={search} />
      <Select
        aria-label="State"
        className="w-40! max-sm:w-auto! max-sm:flex-1"
        value={state ?? ""}
        onChange={(event) => void setParams({ state: (event.target.value || null) as TaskView | null })}
      >
        <option value="">All states</option>
        <option value="working">At work</option>
        {TaskState.options.map((option) => (
          <option key={option} value={option}>
            {statusLooks.task[option].label}
          </option>
        ))}
      </Select>
      <Select
        aria-label="Agent"
        className="w-48! max-sm:w-auto! max-sm:flex-1"
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
