import { clsx } from "clsx";
import { VisuallyHidden } from "./visually-hidden";

/** A grey place-holder; give it the size of what will replace it. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden="true" className={clsx("block animate-pulse rounded-sm bg-hover", className)} />;
}

// Uneven, so that it reads as text; fixed, so that server and browser agree.
const widths = ["w-3/5", "w-2/5", "w-1/2", "w-3/4", "w-1/3"];

/** Rows as tall as a table's, so that nothing moves when they arrive. */
export function SkeletonRows({ rows = 5, label = "Loading" }: { rows?: number; label?: string }) {
  return (
    <div role="status">
      <VisuallyHidden>{label}</VisuallyHidden>
      {Array.from({ length: rows }, (_, row) => `row-${row}`).map((key, row) => (
        <div
          key={key}
          className="flex h-9 items-center gap-4 border-b border-line px-4 last:border-b-0 pointer-coarse:h-11"
        >
          <Skeleton className="h-3 w-16" />
          <span className="flex-1">
            <Skeleton className={clsx("h-3", widths[row % widths.length])} />
          </span>
          <Skeleton className="h-3 w-12" />
        </div>
      ))}
    </div>
  );
}
