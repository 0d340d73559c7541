import { clsx } from "clsx";
import type { LucideIcon } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import type { ReactNode } from "react";
import { type Tone, toneClasses } from "./tones";

/** A figure, and the way to what it counts. Missing data is a dash, never a zero. */
export function Stat<T extends string>({
  label,
  value,
  note,
  icon: Icon,
  tone = "neutral",
  href,
}: {
  label: string;
  value: ReactNode | null;
  note?: ReactNode;
  icon?: LucideIcon;
  tone?: Tone;
  href: Route<T>;
}) {
  return (
    <Link
      href={href}
      className="flex min-w-0 flex-col rounded-lg border border-line bg-surface px-4 py-3 hover:border-line-strong hover:bg-hover"
    >
      <span className="flex items-center gap-1.5 text-muted">
        {Icon && <Icon aria-hidden="true" className={clsx("size-3.5 shrink-0", toneClasses[tone].text)} />}
        <span className="truncate">{label}</span>
      </span>
      <span className="mt-1 text-2xl font-semibold tracking-tight tabular-nums">{value ?? "–"}</span>
      <span className="min-h-4 text-xs text-faint">{note}</span>
    </Link>
  );
}

/** Stats side by side: two to a row on a phone. */
export function StatRow({ children }: { children: ReactNode }) {
  return (
    <div className="grid grid-cols-2 gap-3 max-md:[&>:last-child:nth-child(odd)]:col-span-2 md:grid-cols-[repeat(auto-fit,minmax(8.5rem,1fr))]">
      {children}
    </div>
  );
}
