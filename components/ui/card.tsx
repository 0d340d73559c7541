import { clsx } from "clsx";
import type { ReactNode } from "react";

/** A bare box, for what needs no title of its own. */
export function Card({ className, children }: { className?: string; children: ReactNode }) {
  return (
    <div className={clsx("min-w-0 rounded-lg border border-line bg-surface p-4", className)}>{children}</div>
  );
}
