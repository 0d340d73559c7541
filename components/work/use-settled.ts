"use client";

import { useEffect, useState } from "react";

const PAUSE_MS = 200;

/** A value once it has not changed for a moment: for what is typed and then searched by the server. */
export function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
