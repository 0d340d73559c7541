import { clsx } from "clsx";
import { type ReactNode, useId } from "react";

/** A titled box. `flush` lets a table or list touch its edges. */
export function Panel({
  title,
  count,
  actions,
  flush,
  level = 2,
  className,
  children,
}: {
  title: ReactNode;
  count?: number;
  actions?: ReactNode;
  flush?: boolean;
  level?: 2 | 3;
  className?: string;
  children: ReactNode;
}) {
  const titleId = useId();
  const Heading = `h${level}` as const;
  return (
    <section
      aria-labelledby={titleId}
      className={clsx("min-w-0 overflow-clip rounded-lg border border-line bg-surface", className)}
    >
      <header className="flex min-h-10 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-1.5">
        <Heading id={titleId} className="flex items-baseline gap-2 font-semibold">
          {title}
          {count !== undefined && (
            <span className="font-normal text-faint tabular-nums">{count.toLocaleString("en")}</span>
          )}
        </Heading>
        {actions && <div className="ml-auto flex items-center gap-2">{actions}</div>}
      </header>
      <div className={clsx(!flush && "p-4")}>{children}</div>
    </section>
  );
}
