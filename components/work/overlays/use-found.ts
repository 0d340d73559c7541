"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { foundAgentsQuery, foundTasksQuery, foundTicketsQuery } from "@/lib/work/queries";
import { statusLooks } from "../../ui/status-tones";
import type { Search } from "../form/search-choice";

export type FoundKind = "ticket" | "task" | "agent";

/** What of this kind has the words in its name; the server searches. */
export function useFound(kind: FoundKind, words: string, project: string | undefined): Search {
  const of = (asked: FoundKind) => ({ enabled: kind === asked, placeholderData: keepPreviousData });
  const tickets = useQuery({ ...foundTicketsQuery(words, project), ...of("ticket") });
  const tasks = useQuery({ ...foundTasksQuery(words, project), ...of("task") });
  const agents = useQuery({ ...foundAgentsQuery(words, project), ...of("agent") });
  const { error, isFetching } = { ticket: tickets, task: tasks, agent: agents }[kind];
  const found = {
    ticket: tickets.data?.items.map(({ id, title, status }) => ({
      id,
      name: title,
      detail: statusLooks.ticket[status].label,
    })),
    task: tasks.data?.items.map(({ id, title, state }) => ({
      id,
      name: title,
      detail: statusLooks.task[state].label,
    })),
    agent: agents.data?.items.map(({ id, name, load, capacity }) => ({
      id,
      name,
      detail: `${load} of ${capacity}`,
    })),
  }[kind];
  return { found, error, isFetching };
}
