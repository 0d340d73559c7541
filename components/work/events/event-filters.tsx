"use client";

import { useQueryStates } from "nuqs";
import { type ReactNode, useCallback } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { ChoicePopover } from "../choice-popover";
import { FilterBar } from "../filter-bar";
import { GROUP_WORDS, groupChoiceWords } from "../prepare-feed";
import { SearchBox } from "../search-box";
import { EVENT_GROUPS, eventParams } from "../search-params";

export function EventFilters({ tools }: { tools: ReactNode }) {
  const [{ type, entity }, setParams] = useQueryStates(eventParams);
  const search = useCallback((words: string) => void setParams({ entity: words || null }), [setParams]);
  return (
    <FilterBar
      isFiltered={type.length > 0 || entity !== ""}
      onClear={() => void setParams({ type: null, entity: null })}
      tools={tools}
    >
      <SearchBox label="Id of a ticket, task, agent…" value={entity} onSearch={search} />
      <ChoicePopover label="Kind" chosen={groupChoiceWords(type)}>
        {EVENT_GROUPS.map((group) => (
          <Checkbox
            key={group}
            label={GROUP_WORDS[group]}
            checked={type.includes(group)}
            onChange={(event) =>
              void setParams({
                type: EVENT_GROUPS.filter((each) =>
                  each === group ? event.target.checked : type.includes(each),
                ),
              })
            }
          />
        ))}
      </ChoicePopover>
    </FilterBar>
  );
}
