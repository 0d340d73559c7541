import { clsx } from "clsx";

/** How much an agent holds of what it can hold. */
export function LoadMeter({ load, capacity }: { load: number; capacity: number }) {
  const share = Math.min(1, load / capacity);
  return (
    <span className="inline-flex items-center justify-end gap-2 align-top tabular-nums">
      <span
        aria-hidden="true"
        className="h-1.5 w-12 overflow-hidden max-sm:hidden rounded-full bg-neutral-soft"
      >
        <span
          className={clsx("block h-full rounded-full", share > 0 && "bg-progress")}
          style={{ width: `${share * 100}%` }}
        />
      </span>
      <span>
        {load}
        <span aria-hidden="true">/</span>
        <span className="sr-only"> of </span>
        {capacity}
      </span>
    </span>
  );
}
