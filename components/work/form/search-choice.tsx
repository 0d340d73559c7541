"use client";

import { type ComponentProps, type KeyboardEvent, type ReactNode, useId } from "react";
import { FieldError } from "@/components/ui/field-error";
import { Input } from "@/components/ui/input";

export interface Found {
  id: string;
  name: string;
  detail: string;
}

export interface Search {
  found: Found[] | undefined;
  error: Error | null;
  isFetching: boolean;
}

/** Words to search by, and what they find as radio buttons or checkboxes; `choice` says which, and their names. */
export function SearchChoice({
  label,
  isOptional,
  hint,
  error,
  typed,
  onType,
  search,
  choice,
}: {
  label: string;
  isOptional?: boolean;
  hint?: ReactNode;
  error: string | undefined;
  typed: string;
  onType: (words: string) => void;
  search: Search;
  choice: (record: Found) => ComponentProps<"input">;
}) {
  const id = useId();
  const { found, error: failure, isFetching } = search;
  const describedBy = [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(" ");
  return (
    <fieldset className="min-w-0" aria-describedby={describedBy || undefined}>
      <legend className="mb-1.5 font-medium">
        {label}
        {isOptional && <span className="ml-1.5 text-xs font-normal text-faint">optional</span>}
      </legend>
      <div className="flex flex-col gap-1.5">
        <Input
          type="search"
          aria-label={`Search: ${label}`}
          aria-invalid={error ? true : undefined}
          placeholder="Words in its name"
          value={typed}
          maxLength={200}
          onChange={(event) => onType(event.target.value)}
          onKeyDown={keepOpen}
        />
        <ul className="max-h-44 overflow-y-auto rounded-md border border-line" aria-busy={isFetching}>
          {found?.map((record) => (
            <Choice key={record.id} record={record} input={choice(record)} />
          ))}
          {found?.length === 0 && <li className="px-2.5 py-2 text-muted">Nothing matches these words.</li>}
          {failure && <li className="px-2.5 py-2 text-danger">Could not search: {failure.message}</li>}
          {!found && !failure && <li className="px-2.5 py-2 text-muted">Searching…</li>}
        </ul>
        {error && <FieldError id={`${id}-error`}>{error}</FieldError>}
        {hint && (
          <p id={`${id}-hint`} className="text-xs text-muted">
            {hint}
          </p>
        )}
      </div>
    </fieldset>
  );
}

/** Enter after words searches; it does not send the form around it. */
function keepOpen(event: KeyboardEvent) {
  if (event.key === "Enter") event.preventDefault();
}

function Choice({ record, input }: { record: Found; input: ComponentProps<"input"> }) {
  return (
    <li className="border-b border-line last:border-b-0">
      <label className="flex min-h-9 items-center gap-2 px-2.5 has-checked:bg-selected pointer-coarse:min-h-11">
        <input {...input} value={record.id} className="shrink-0 accent-primary" />
        <span className="min-w-0 flex-1 truncate" title={record.name}>
          {record.name}
        </span>
        <span className="shrink-0 text-xs text-muted">{record.detail}</span>
      </label>
    </li>
  );
}
