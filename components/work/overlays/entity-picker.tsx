"use client";

import { useState } from "react";
import { SearchChoice } from "../form/search-choice";
import { useSettled } from "../use-settled";
import { type FoundKind, useFound } from "./use-found";

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
  const [typed, setTyped] = useState("");
  const search = useFound(kind, useSettled(typed.trim()), projectId);
  return (
    <SearchChoice
      label={label}
      error={error}
      typed={typed}
      onType={setTyped}
      search={search}
      choice={() => ({ type: "radio", name })}
    />
  );
}
