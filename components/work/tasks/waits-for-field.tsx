"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { statusLooks } from "@/components/ui/status-tones";
import { foundTasksQuery } from "@/lib/work/queries";
import { AT_WORK, DEPENDENCIES_MAX, type TaskLink, type TaskState } from "@/lib/work/schema";
import { type Found, SearchChoice } from "../form/search-choice";
import { toChoices } from "../prepare-task-form";
import { useSettled } from "../use-settled";

const UNFINISHED: TaskState[] = ["pending", ...AT_WORK];
const SHOWN_OF_TICKET = 30;

/** Chooses the tasks that must end first among those unfinished: the ticket's, then others of its project. */
export function WaitsForField({
  of,
  chosen: first,
  error,
}: {
  /** The task, or of a new one where it belongs. */
  of: { projectId: string; ticketId: string; id?: string };
  chosen: TaskLink[];
  error: string | undefined;
}) {
  const [typed, setTyped] = useState("");
  const [chosen, setChosen] = useState(() => first.map(toFound));
  const words = useSettled(typed.trim());
  const near = useQuery({
    ...foundTasksQuery(words, of.projectId, {
      ticket: of.ticketId,
      state: UNFINISHED,
      limit: SHOWN_OF_TICKET,
    }),
    placeholderData: keepPreviousData,
  });
  const far = useQuery({
    ...foundTasksQuery(words, of.projectId, { state: UNFINISHED }),
    placeholderData: keepPreviousData,
  });
  const found =
    near.data && far.data && toChoices(chosen, [...near.data.items, ...far.data.items].map(toFound), of.id);
  const isChosen = ({ id }: Found) => chosen.some((one) => one.id === id);
  const isFull = chosen.length >= DEPENDENCIES_MAX;
  return (
    <SearchChoice
      label="Waits for"
      isOptional
      error={error}
      hint={isFull ? `${DEPENDENCIES_MAX} tasks, which is the most.` : "All of these end before it begins."}
      typed={typed}
      onType={setTyped}
      search={{
        found: found ?? (chosen.length > 0 ? chosen : undefined),
        error: near.error ?? far.error,
        isFetching: near.isFetching || far.isFetching,
      }}
      choice={(record) => ({
        type: "checkbox",
        name: "dependsOn",
        checked: isChosen(record),
        disabled: isFull && !isChosen(record),
        onChange: (event) =>
          setChosen(
            event.target.checked ? [...chosen, record] : chosen.filter((one) => one.id !== record.id),
          ),
      })}
    />
  );
}

const toFound = ({ id, title, state }: TaskLink): Found => ({
  id,
  name: title,
  detail: statusLooks.task[state].label,
});
