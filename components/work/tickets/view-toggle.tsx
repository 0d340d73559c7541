"use client";

import { clsx } from "clsx";
import { Columns3, List, type LucideIcon } from "lucide-react";
import Link from "next/link";
import { useWorkHref } from "../use-work-href";

const VIEWS: { view: "board" | "list"; label: string; icon: LucideIcon }[] = [
  { view: "board", label: "Board", icon: Columns3 },
  { view: "list", label: "List", icon: List },
];

/** Two ways to look at the tickets; each has its address. */
export function ViewToggle({ current }: { current: "board" | "list" }) {
  const href = useWorkHref();
  return (
    <nav aria-label="View" className="inline-flex rounded-md border border-line-strong bg-surface p-0.5">
      {VIEWS.map(({ view, label, icon: Icon }) => (
        <Link
          key={view}
          href={href("/tickets", { view: view === "list" ? view : null })}
          aria-current={view === current ? "page" : undefined}
          className={clsx(
            "inline-flex h-7 items-center gap-1.5 rounded-sm px-2.5 pointer-coarse:h-10",
            view === current ? "bg-selected font-medium" : "text-muted hover:text-fg",
          )}
        >
          <Icon aria-hidden="true" className="size-4" />
          {label}
        </Link>
      ))}
    </nav>
  );
}
