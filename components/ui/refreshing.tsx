import type { ReactNode } from "react";

/** What was shown before, dimmed until what was asked for since has come. */
export function Refreshing({ isPrevious, children }: { isPrevious: boolean; children: ReactNode }) {
  return (
    <div aria-busy={isPrevious} className={isPrevious ? "opacity-60" : undefined}>
      {children}
    </div>
  );
}
