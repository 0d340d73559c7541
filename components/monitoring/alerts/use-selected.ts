"use client";

import { useState } from "react";

export interface Selected {
  has: (id: string) => boolean;
  put: (ids: readonly string[], isSelected: boolean) => void;
  clear: () => void;
}

/** Which rows are chosen; what left the list meanwhile stays chosen, and counts when it is back. */
export function useSelected(): Selected {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  return {
    has: (id) => ids.has(id),
    put: (given, isSelected) =>
      setIds((was) => {
        const next = new Set(was);
        for (const id of given) isSelected ? next.add(id) : next.delete(id);
        return next;
      }),
    clear: () => setIds(new Set()),
  };
}
