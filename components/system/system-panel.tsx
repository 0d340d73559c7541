import type { ReactNode } from "react";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";

/** A table of the system page, to which its figures lead by `id`, and what is to be known about its columns. */
export function SystemPanel({
  id,
  title,
  count,
  empty,
  note,
  children,
}: {
  id?: string;
  title: string;
  count?: number;
  /** Said in place of a table that would have no row. */
  empty?: { title: string; appears: string; how: string } | false;
  note: ReactNode;
  children: ReactNode;
}) {
  return (
    <div id={id} className="min-w-0">
      <Panel title={title} count={count} flush>
        {empty ? <EmptyState {...empty} /> : children}
        <p className="border-t border-line px-4 py-2 text-xs text-muted">{note}</p>
      </Panel>
    </div>
  );
}
