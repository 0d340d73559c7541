"use client";

import type { Route } from "next";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useCallback } from "react";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import { SearchBox } from "@/components/work/search-box";
import { MethodBadge } from "./method-badge";
import { type Entry, fits } from "./prepare-reference";
import { Prose } from "./prose";

/** All operations by room; the search is part of the address, so that it can be shared. */
export function OperationList({ entries, words }: { entries: Entry[]; words: string }) {
  const router = useRouter();
  const search = useCallback(
    (typed: string) => {
      const address = typed ? `/docs/api?q=${encodeURIComponent(typed)}` : "/docs/api";
      router.replace(address as Route, { scroll: false });
    },
    [router],
  );
  const found = entries.filter((entry) => fits(entry, words));
  const rooms = [...new Set(found.map(({ room }) => room))];
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center gap-3">
        <SearchBox label="Search operations" value={words} onSearch={search} />
        <p role="status" className="text-muted">
          {found.length === entries.length
            ? `${entries.length} operations`
            : `${found.length} of ${entries.length}`}
        </p>
      </div>
      {found.length === 0 && (
        <EmptyState
          title="Nothing fits"
          appears="Operations whose method, path, summary or scope has all the words."
          how="Search for less, for example “claim” or “work:run”."
        />
      )}
      {rooms.map((room) => {
        const own = found.filter((entry) => entry.room === room);
        return (
          <Panel key={room} title={room} count={own.length} flush>
            <ul>
              {own.map((entry) => (
                <li key={entry.id} className="border-b border-line last:border-b-0">
                  <Link
                    href={`/docs/api/${room}#${entry.id}` as Route}
                    className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 px-4 py-2 hover:bg-hover focus-visible:-outline-offset-2"
                  >
                    <MethodBadge method={entry.method} />
                    <code className="wrap-anywhere">{entry.path}</code>
                    <span className="basis-full text-muted md:ml-auto md:basis-auto">
                      <Prose text={entry.summary} />
                    </span>
                  </Link>
                </li>
              ))}
            </ul>
          </Panel>
        );
      })}
    </div>
  );
}
