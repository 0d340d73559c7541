import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api } from "@/lib/client/api";
import { AuditState } from "./schema/chain";
import { AuditPage } from "./schema/entries";
import type { AuditFilter } from "./schema/requests";

const auditKeys = {
  list: ["audit", "list"] as const,
  state: ["audit", "state"] as const,
};

/** Rows of a page, as the browser asks for them and the server prefetches them. */
export const AUDIT_PAGE = 50;
/** Not every act is an event, so the newest entries are asked for again. */
const EVERY_MS = 5000;

export type AuditChoice = Omit<AuditFilter, "seals"> & { seals: "true" | "false" };

/** The entries that match, newest first, page by page. */
export function auditQuery(filter: AuditChoice) {
  return infiniteQueryOptions({
    queryKey: [...auditKeys.list, filter],
    // Words are looked for in the whole trail: once, and not every few seconds.
    refetchInterval: filter.text === undefined && EVERY_MS,
    initialPageParam: null as string | null,
    getNextPageParam: (page: AuditPage) => page.nextCursor,
    queryFn: ({ pageParam, signal }) =>
      api({
        method: "GET",
        path: "/guardian/audit",
        query: { ...filter, cursor: pageParam, limit: AUDIT_PAGE },
        reply: AuditPage,
        signal,
      }),
  });
}

/** Where the chain ends, who signs it and what its last verification found. */
export function auditStateQuery() {
  return queryOptions({
    queryKey: auditKeys.state,
    refetchInterval: EVERY_MS,
    queryFn: ({ signal }) => askState({}, signal),
  });
}

const WAIT_MS = 25_000;
const AGAIN_MS = 2000;

/** Has the chain followed and waits for what that finds, however long it takes. */
export async function verifyAudit(onState: (state: AuditState) => void): Promise<AuditState> {
  const { at } = await askState({});
  let state = await askState({ fresh: "true", waitMs: WAIT_MS });
  // Another replica may answer, which knows of no verification but finds what it has left.
  for (let tries = 0; !state.lastCheck || state.lastCheck.at < at; tries = state.running ? 0 : tries + 1) {
    if (tries > 30) throw new Error("The verification has not ended. The server's log says why.");
    onState(state);
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    state = await askState({});
  }
  onState(state);
  return state;
}

function askState(query: { fresh?: "true"; waitMs?: number }, signal?: AbortSignal): Promise<AuditState> {
  const path = "/guardian/audit/verify";
  return api({ method: "GET", path, query, reply: AuditState, ...(signal ? { signal } : {}) });
}
