"use client";

import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useQueryStates } from "nuqs";
import { Button } from "@/components/ui/button";
import { Segments } from "@/components/ui/segments";
import { Select } from "@/components/ui/select";
import { FilterBar } from "@/components/work/filter-bar";
import { ListTools } from "@/components/work/list-tools";
import { type AlertFilter, alertRulesQuery } from "@/lib/monitoring/queries";
import { type AlertCounts, Severity } from "@/lib/monitoring/schema";
import { ruleWords, SEVERITY_WORDS, STATE_WORDS } from "../prepare-alert";
import { alertParams, isNarrowed, STATES } from "../search-params";

export function AlertFilters({ filter, counts }: { filter: AlertFilter; counts: AlertCounts | undefined }) {
  const [choice, setParams] = useQueryStates(alertParams);
  const rules = useQuery(alertRulesQuery());
  const known = rules.data?.items.map(({ name }) => name) ?? [];
  const names = choice.rule && !known.includes(choice.rule) ? [choice.rule, ...known] : known;
  return (
    <FilterBar
      isFiltered={isNarrowed(choice)}
      onClear={() => void setParams({ severity: null, rule: null, entity: null, group: null })}
      tools={<ListTools list="alerts" query={filter} />}
    >
      <div className="relative max-w-full overflow-x-auto whitespace-nowrap">
        <Segments
          label="State"
          options={STATES.map((value) => ({
            value,
            label: withCount(STATE_WORDS[value], countOf(value, counts)),
          }))}
          value={choice.state}
          onChange={(state) => void setParams({ state })}
        />
      </div>
      <Select
        aria-label="Severity"
        className="w-36! max-sm:flex-1"
        value={choice.severity ?? ""}
        onChange={(event) =>
          void setParams({ severity: Severity.safeParse(event.target.value).data ?? null })
        }
      >
        <option value="">Any severity</option>
        {Severity.options.toReversed().map((severity) => (
          <option key={severity} value={severity}>
            {SEVERITY_WORDS[severity]}
          </option>
        ))}
      </Select>
      <Select
        aria-label="Rule"
        className="w-44! max-sm:flex-1"
        value={choice.rule ?? ""}
        onChange={(event) => void setParams({ rule: event.target.value || null })}
      >
        <option value="">Any rule</option>
        {names.map((name) => (
          <option key={name} value={name}>
            {ruleWords(name)}
          </option>
        ))}
      </Select>
      {choice.entity && (
        <Narrowed
          what={`About …${choice.entity.slice(-6)}`}
          onClear={() => void setParams({ entity: null })}
        />
      )}
      {choice.group && <Narrowed what="Of one group" onClear={() => void setParams({ group: null })} />}
    </FilterBar>
  );
}

function countOf(state: (typeof STATES)[number], counts: AlertCounts | undefined): number | undefined {
  if (!counts || state === "resolved" || state === "all") return undefined;
  if (state === "live") return counts.raised + counts.acknowledged + counts.silenced;
  return counts[state];
}

function withCount(label: string, count: number | undefined): string {
  return count ? `${label} ${count.toLocaleString("en")}` : label;
}

/** A filter that an address brought, and a way to drop it. */
function Narrowed({ what, onClear }: { what: string; onClear: () => void }) {
  return (
    <Button onClick={onClear}>
      {what}
      <X aria-hidden="true" />
      <span className="sr-only">: show the others, too</span>
    </Button>
  );
}
