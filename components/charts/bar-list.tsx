"use client";

import type { Route } from "next";
import Link from "next/link";
import { useState } from "react";
import { Button } from "@/components/ui/button";

export interface Bar {
  key: string;
  label: string;
  /** From 0 to 1, of the longest. */
  share: number;
  value: string;
  note?: string | undefined;
  /** null: nothing that could be opened. */
  href: Route | null;
}

/** Bars that one looks at first; the rest waits behind a button. */
const SHOWN = 6;

/** Parts of a whole, the largest first, each the way to what it counts. */
export function BarList({ bars, noun }: { bars: Bar[]; noun: string }) {
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? bars : bars.slice(0, SHOWN);
  return (
    <>
      <ul>
        {shown.map((bar) => (
          <li key={bar.key} className="border-b border-line last:border-b-0">
            <BarRow bar={bar} />
          </li>
        ))}
      </ul>
      {bars.length > SHOWN && (
        <div className="border-t border-line px-3 py-1.5">
          <Button variant="ghost" size="sm" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
            {isWhole ? `Show the first ${SHOWN}` : `Show all ${bars.length} ${noun}`}
          </Button>
        </div>
      )}
    </>
  );
}

function BarRow({ bar }: { bar: Bar }) {
  const content = (
    <>
      <span className="flex items-baseline gap-3">
        <span className="min-w-0 flex-1 truncate" title={bar.label}>
          {bar.label}
        </span>
        {bar.note && <span className="shrink-0 text-xs text-muted">{bar.note}</span>}
        <span className="shrink-0 font-medium tabular-nums">{bar.value}</span>
      </span>
      <span aria-hidden="true" className="mt-1 block h-1.5 overflow-hidden rounded-full bg-neutral-soft">
        <span
          className="block h-full rounded-full bg-(--series-1)"
          style={{ width: `${bar.share * 100}%` }}
        />
      </span>
    </>
  );
  const box = "block px-4 py-2 pointer-coarse:py-2.5";
  if (bar.href === null) return <span className={box}>{content}</span>;
  return (
    <Link href={bar.href} className={`${box} hover:bg-hover focus-visible:-outline-offset-2`}>
      {content}
    </Link>
  );
}
