"use client";

import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useQueryStates } from "nuqs";
import type { ReactNode } from "react";
import { usePausable } from "@/components/live/use-pausable";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
import { TimeSelect } from "@/components/ui/time-select";
import { FilterBar } from "@/components/work/filter-bar";
import { costSummaryQuery } from "@/lib/costs/queries";
import { type CostRecord, CostSource, NONE } from "@/lib/costs/schema";
import { agentsQuery, phasesQuery } from "@/lib/work/queries";
import { SOURCE_WORDS } from "../prepare-words";
import { recordParams } from "../search-params";
import { isNarrowed } from "./record-filter";

/** `known` is a record that matches: it knows the titles of the ticket and the task that the address names. */
export function RecordFilters({
  projectId,
  known,
  tools,
}: {
  projectId: string | undefined;
  known: CostRecord | undefined;
  tools: ReactNode;
}) {
  const [choice, setParams] = useQueryStates(recordParams);
  const agents = useQuery(usePausable(agentsQuery(projectId, true)));
  const phases = useQuery(phasesQuery());
  const models = useQuery(costSummaryQuery({ project: projectId, by: "model" }));
  return (
    <FilterBar isFiltered={isNarrowed(choice)} onClear={() => void setParams(null)} tools={tools}>
      <TimeSelect from={choice.from} to={choice.to} onChange={(span) => void setParams(span)} />
      <Choice
        label="Agent"
        all="All agents"
        value={choice.agent}
        options={withNone("No agent", agents.data?.items)}
        onChange={(agent) => void setParams({ agent })}
      />
      <Choice
        label="Phase"
        all="All phases"
        value={choice.phase}
        options={withNone("No phase", phases.data?.items)}
        onChange={(phase) => void setParams({ phase })}
      />
      <Choice
        label="Model"
        all="All models"
        value={choice.model}
        options={models.data?.items.map(({ key, label }) => ({ value: key, label }))}
        onChange={(model) => void setParams({ model })}
      />
      <Choice
        label="Price"
        all="Priced or not"
        value={choice.status}
        options={[
          { value: "priced", label: "Priced" },
          { value: "unpriced", label: "Unpriced" },
        ]}
        onChange={(status) =>
          void setParams({ status: status === "unpriced" || status === "priced" ? status : null })
        }
      />
      <Choice
        label="Source"
        all="All sources"
        value={choice.source}
        options={CostSource.options.map((source) => ({ value: source, label: SOURCE_WORDS[source] }))}
        onChange={(source) => void setParams({ source: CostSource.safeParse(source).data ?? null })}
      />
      <Choice
        label="In the sums"
        all="In sums or not"
        value={choice.counted}
        options={[
          { value: "true", label: "In the sums" },
          { value: "false", label: "Not in the sums" },
        ]}
        onChange={(counted) =>
          void setParams({ counted: counted === "true" || counted === "false" ? counted : null })
        }
      />
      {choice.ticket && (
        <Named
          what="ticket"
          name={known?.ticketId === choice.ticket ? known.ticketTitle : null}
          id={choice.ticket}
          onClear={() => void setParams({ ticket: null })}
        />
      )}
      {choice.task && (
        <Named
          what="task"
          name={known?.taskId === choice.task ? known.taskTitle : null}
          id={choice.task}
          onClear={() => void setParams({ task: null })}
        />
      )}
    </FilterBar>
  );
}

/** The choices of a filter, and what has none of them. */
function withNone(none: string, items: { id: string; name: string }[] | undefined) {
  return (
    items && [...items.map(({ id, name }) => ({ value: id, label: name })), { value: NONE, label: none }]
  );
}

function Choice({
  label,
  all,
  value,
  options = [],
  onChange,
}: {
  label: string;
  all: string;
  value: string | null;
  options: { value: string; label: string }[] | undefined;
  onChange: (value: string | null) => void;
}) {
  return (
    <Select
      aria-label={label}
      className="w-40! max-sm:w-auto! max-sm:flex-[1_0_40%]"
      value={value ?? ""}
      onChange={(event) => onChange(event.target.value || null)}
    >
      <option value="">{all}</option>
      {value && !options.some((option) => option.value === value) && (
        <option value={value}>{value.includes("_") ? `…${value.slice(-6)}` : value}</option>
      )}
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </Select>
  );
}

/** A filter that an address brought, and a way to drop it. */
function Named(props: { what: string; name: string | null; id: string; onClear: () => void }) {
  const { what, name, id, onClear } = props;
  const words = name ?? `…${id.slice(-6)}`;
  if (id === NONE) {
    return (
      <Button onClick={onClear}>
        Of no {what}
        <X aria-hidden="true" />
        <span className="sr-only">: show the others, too</span>
      </Button>
    );
  }
  return (
    <Button onClick={onClear} title={`${words}: do not narrow to it`}>
      <span className="block max-w-64 truncate">
        <span className="text-muted">Of the {what}</span> {words}
      </span>
      <X aria-hidden="true" />
      <span className="sr-only">: show the others, too</span>
    </Button>
  );
}
