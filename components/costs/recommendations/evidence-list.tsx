"use client";

import Link from "next/link";
import { Fact } from "@/components/ui/data-list";
import { useWorkHref } from "@/components/work/use-work-href";
import type { Evidence } from "@/lib/costs/schema";
import { useRecordsHref } from "../use-records-href";

/** Numbers, and the ways to the rows that they are made of. */
export function EvidenceList({ evidence: { facts, records, tasks } }: { evidence: Evidence }) {
  const recordsHref = useRecordsHref();
  const href = useWorkHref();
  return (
    // Name above value on a phone: these names are long.
    <dl className="grid gap-x-6 gap-y-1 sm:grid-cols-[minmax(6rem,max-content)_minmax(0,1fr)] sm:gap-y-2">
      {facts.map(({ label, value }) => (
        <Fact key={label} term={<span className="wrap-anywhere">{label}</span>}>
          {value}
        </Fact>
      ))}
      <Fact term="Records">
        <span className="flex flex-wrap gap-x-3 gap-y-1">
          {records.map(({ label, ...narrowed }) => (
            <Link
              key={label}
              href={recordsHref({ from: null, to: null }, narrowed)}
              className="wrap-anywhere underline hover:no-underline"
            >
              {label}
            </Link>
          ))}
        </span>
      </Fact>
      {tasks.length > 0 && (
        <Fact term="Dearest tasks">
          <span className="flex flex-wrap gap-x-3 gap-y-1">
            {tasks.map(({ id, note }) => (
              <Link
                key={id}
                href={href("/costs/records", { task: id })}
                className="underline hover:no-underline"
              >
                {note}
                <span className="sr-only"> of the task {id.slice(-6)}</span>
              </Link>
            ))}
          </span>
        </Fact>
      )}
    </dl>
  );
}
