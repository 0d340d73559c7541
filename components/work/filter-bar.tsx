"use client";

import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";

/** The filters of a list, a way back to the whole of it, and what may be done with what they leave. */
export function FilterBar({
  isFiltered,
  onClear,
  tools,
  children,
}: {
  isFiltered: boolean;
  onClear: () => void;
  tools?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className="mb-4 flex flex-wrap items-center gap-2">
      {children}
      {isFiltered && (
        <Button variant="ghost" onClick={onClear}>
          Clear filters
        </Button>
      )}
      {tools && <div className="ml-auto flex items-center justify-end gap-2 max-sm:w-full">{tools}</div>}
    </div>
  );
}
