"use client";

import { useId, useState } from "react";
import { FieldError } from "@/components/ui/field-error";
import { Input } from "@/components/ui/input";
import { useSettled } from "../use-settled";
import { type Found, type FoundKind, useFound } from "./use-found";

const NAMES: Record<FoundKind, { label: string; name: string }> = {
  ticket: { label: "Ticket", name: "ticketId" },
  task: { label: "Task", name: "taskId" },
  agent: { label: "Agent", name: "agentId" },
};

/** Chooses one record by words in its name: the server searches, the matches are radio buttons. */
export function EntityPicker({
  kind,
  projectId,
  error,
}: {
  kind: FoundKind;
  projectId: string | undefined;
  error: string | undefined;
}) {
  const { label, name } = NAMES[kind];
  const errorId = useId();
  const [typed, setTyped] = useState("");
  const { found, error: failure, isFetching } = useFound(kind, useSettled(typed.trim()), projectId);
  return (
    <fieldset className="min-w-0" aria-describedby={error ? errorId : undefined}>
      <legend className="mb-1.5 font-medium">{label}</legend>
      <div className="flex flex-col gap-1.5">
        <Input
          type="search"
          aria-label={`Search: ${label}`}
          aria-invalid={error ? true : undefined}
          placeholder="Words in its name"
          value={typed}
          maxLength={200}
          onChange={(event) => setTyped(event.target.value)}
        />
        <ul className="max-h-44 overflow-y-auto rounded-md border border-line" aria-busy={isFetching}>
          {found?.map((record) => (
            <Choice key={record.id} record={record} name={name} />
          ))}
          {found?.length === 0 && <li className="px-2.5 py-2 text-muted">Nothing matches these words.</li>}
          {failure && <li className="px-2.5 py-2 text-danger">Could not search: {failure.message}</li>}
          {!found && !failure && <li className="px-2.5 py-2 text-muted">Searching…</li>}
        </ul>
        {error && <FieldError id={errorId}>{error}</FieldError>}
      </div>
    </fieldset>
  );
}

function Choice({ record, name }: { record: Found; name: string }) {
  return (
    <li className="border-b border-line last:border-b-0">
      <label className="flex min-h-9 items-center gap-2 px-2.5 has-checked:bg-selected pointer-coarse:min-h-11">
        <input type="radio" name={name} value={record.id} className="shrink-0 accent-primary" />
        <span className="min-w-0 flex-1 truncate" title={record.name}>
          {record.name}
        </span>
        <span className="shrink-0 text-xs text-muted">{record.detail}</span>
      </label>
    </li>
  );
}
