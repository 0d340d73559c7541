"use client";

import { useSyncExternalStore } from "react";

const never = () => () => {};

/**
 * False while React takes over what the server has drawn. A part that comes late must then draw what the server drew,
 * though its query may know better by now.
 */
export function useIsHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}
