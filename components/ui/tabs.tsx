import { clsx } from "clsx";
import type { Route } from "next";
import Link from "next/link";
import type { ReactNode } from "react";

export type Tab = { href: Route; label: string; count?: number; mark?: ReactNode };

/** Tabs are places with an address, so they are links; `current` is the href of the one shown. */
export function Tabs({ label, tabs, current }: { label: string; tabs: Tab[]; current: string }) {
  return (
    <nav aria-label={label} className="border-b border-line">
      <ul className="-mb-px flex gap-4 overflow-x-auto">
        {tabs.map((tab) => {
          const isCurrent = tab.href === current;
          return (
            <li key={tab.href}>
              <Link
                href={tab.href}
                aria-current={isCurrent ? "page" : undefined}
                className={clsx(
                  "flex h-9 items-center gap-1.5 border-b-2 whitespace-nowrap focus-visible:-outline-offset-2 pointer-coarse:h-11",
                  isCurrent ? "border-fg font-medium text-fg" : "border-transparent text-muted hover:text-fg",
                )}
              >
                {tab.label}
                {tab.count !== undefined && (
                  <span className="text-xs font-normal text-faint tabular-nums">
                    {tab.count.toLocaleString("en")}
                  </span>
                )}
                {tab.mark}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
