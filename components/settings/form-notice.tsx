"use client";

import { type ReactNode, useEffect, useRef } from "react";
import { Alert } from "@/components/ui/alert";
import type { FormState } from "@/lib/platform/http/form";

// Without JavaScript the page that comes back opens here: it scrolls to what has focus.
const startHere = { tabIndex: -1, autoFocus: true };

/**
 * Says what came of a form, where it cannot say so itself. It takes the focus when the control that had it is
 * gone, or when what it holds has to be read now.
 */
export function FormNotice({ state, children }: { state: FormState; children?: ReactNode }) {
  const ref = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const isLost = document.activeElement === null || document.activeElement === document.body;
    if (state.status !== "idle" && (isLost || state.secret)) ref.current?.focus();
  }, [state]);

  if (state.status === "idle") return null;
  return (
    <div ref={ref} {...startHere} className="outline-none">
      <Alert tone={state.status === "done" ? "success" : "danger"} title={state.message} announce>
        {children}
      </Alert>
    </div>
  );
}
