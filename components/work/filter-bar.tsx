"use client";

import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";

/** The filters of a list, and a way back to the whole of it. */
export function FilterBar({
  isFiltered,
  onClear,
  children,
}: {
  isFiltered: boolean;
  onClear: () => void;
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
    </div>
  );
}
