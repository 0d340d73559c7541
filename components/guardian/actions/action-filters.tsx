"use client";

import { useQueryStates } from "nuqs";
import { Select } from "@/components/ui/select";
import { ExportLink } from "@/components/work/export-link";
import { FilterBar } from "@/components/work/filter-bar";
import { SearchBox } from "@/components/work/search-box";
import { ActionType } from "@/lib/guardian/schema";
import { TYPE_WORDS } from "../prepare-action";
import { actionParams, isNarrowed, OUTCOME_NAMES, type Outcome, toActionFilter } from "./action-params";

const OUTCOME_WORDS: Record<Outcome, string> = {
  waiting: "Waits for approval",
  in_force: "Carried out or under way",
  reverted: "Reverted",
  turned_down: "Rejected or expired",
  failed: "Failed or stale",
};

export function ActionFilters({ projectId }: { projectId: string | undefined }) {
  const [choice, setParams] = useQueryStates(actionParams);
  const { type: _, status, ...filter } = toActionFilter(choice, projectId);
  return (
    <FilterBar
      isFiltered={isNarrowed(choice)}
      onClear={() => void setParams(null)}
      tools={
        <ExportLink
          list="guardian/actions"
          query={{ ...filter, type: choice.type, status: status?.join(",") }}
        />
      }
    >
      <Select
        aria-label="Type"
        className="w-48! max-sm:flex-1"
        value={choice.type ?? ""}
        onChange={(event) => void setParams({ type: ActionType.safeParse(event.target.value).data ?? null })}
      >
        <option value="">Any type</option>
        {ActionType.options.map((type) => (
          <option key={type} value={type}>
            {TYPE_WORDS[type]}
          </option>
        ))}
      </Select>
      <Select
        aria-label="Outcome"
        className="w-52! max-sm:flex-1"
        value={choice.outcome ?? ""}
        onChange={(event) =>
          void setParams({ outcome: OUTCOME_NAMES.find((name) => name === event.target.value) ?? null })
        }
      >
        <option value="">Any outcome</option>
        {OUTCOME_NAMES.map((outcome) => (
          <option key={outcome} value={outcome}>
            {OUTCOME_WORDS[outcome]}
          </option>
        ))}
      </Select>
      <SearchBox
        label="Person, or the id of a target"
        value={choice.q}
        onSearch={(q) => void setParams({ q: q || null })}
      />
    </FilterBar>
  );
}
