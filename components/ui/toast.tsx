"use client";

import { type ComponentType, useEffect, useState } from "react";

/**
 * Once a page, in the shell. Toasts confirm; what must be read stays on the page as an Alert. It loads after
 * the page works, since nothing is said before somebody has done something; `notify` says it.
 */
export function Toaster() {
  const [List, setList] = useState<ComponentType>();

  useEffect(() => {
    let isGone = false;
    void import("./toast-list").then(({ ToastList }) => {
      if (!isGone) setList(() => ToastList);
    });
    return () => {
      isGone = true;
    };
  }, []);

  return List ? <List /> : null;
}
