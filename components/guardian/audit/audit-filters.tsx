"use client";

import { X } from "lucide-react";
import { useQueryStates } from "nuqs";
import { type ReactNode, useCallback } from "react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { TimeSelect } from "@/components/ui/time-select";
import { ChoicePopover } from "@/components/work/choice-popover";
import { FilterBar } from "@/components/work/filter-bar";
import { SearchBox } from "@/components/work/search-box";
import type { AuditEntry } from "@/lib/platform/audit/schema";
import { isNarrowed, kindChoiceWords, kindWords } from "./audit-filter";
import { AUDIT_KINDS, auditParams } from "./search-params";

/** `known` is an entry that matches: it knows the names of what the address narrows to. */
export function AuditFilters({ known, tools }: { known: AuditEntry | undefined; tools: ReactNode }) {
  const [params, setParams] = useQueryStates(auditParams);
  const { kind, q, entity, actor, from, to, refused, seals } = params;
  const search = useCallback((words: string) => void setParams({ q: words || null }), [setParams]);
  return (
    <FilterBar isFiltered={isNarrowed(params)} onClear={() => void setParams(null)} tools={tools}>
      <SearchBox label="Act, id, name, reason…" value={q} onSearch={search} />
      <ChoicePopover label="Kind" chosen={kindChoiceWords(kind)}>
        {AUDIT_KINDS.map((each) => (
          <Checkbox
            key={each}
            label={kindWords(each)}
            checked={kind.includes(each)}
            onChange={(event) =>
              void setParams({
                kind: AUDIT_KINDS.filter((one) => (one === each ? event.target.checked : kind.includes(one))),
              })
            }
          />
        ))}
      </ChoicePopover>
      <TimeSelect from={from} to={to} onChange={(span) => void setParams(span)} />
      <Checkbox
        label="Refused only"
        checked={refused}
        onChange={(event) => void setParams({ refused: event.target.checked || null })}
      />
      <Checkbox
        label="Sealed events"
        checked={seals}
        onChange={(event) => void setParams({ seals: event.target.checked || null })}
      />
      {entity && <Chip what="About" words={entity} onClear={() => void setParams({ entity: null })} />}
      {actor && (
        <Chip
          what="By"
          words={known?.actor === actor ? known.actorName : actor}
          onClear={() => void setParams({ actor: null })}
        />
      )}
    </FilterBar>
  );
}

/** A filter that an address brought, and a way to drop it. */
function Chip({ what, words, onClear }: { what: string; words: string; onClear: () => void }) {
  return (
    <Button onClick={onClear} title={`${what} ${words}: do not narrow to it`}>
      <span className="block max-w-64 truncate">
        <span className="text-muted">{what}</span> {words}
      </span>
      <X aria-hidden="true" />
      <span className="sr-only">: show the others, too</span>
    </Button>
  );
}
