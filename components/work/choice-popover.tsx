"use client";

import { ChevronDown } from "lucide-react";
import type { ReactNode } from "react";
import { controlClass } from "@/components/ui/control-class";
import { Popover } from "../shell/popover";

/** A filter of several values: what is chosen on the button, the choices as checkboxes below it. */
export function ChoicePopover({
  label,
  chosen,
  children,
}: {
  label: string;
  chosen: string;
  children: ReactNode;
}) {
  return (
    <Popover
      trigger={
        <>
          <span className="sr-only">{label}:</span>
          <span className="min-w-0 flex-1 truncate text-left">{chosen}</span>
          <ChevronDown aria-hidden="true" className="size-3.5 shrink-0 text-muted" />
        </>
      }
      triggerClassName={controlClass(
        "inline-flex h-8 bg-surface! w-44! items-center gap-2 max-sm:w-auto! max-sm:flex-[1_0_40%] pointer-coarse:h-11",
      )}
      panelClassName="hang-start w-56"
    >
      <fieldset className="flex flex-col gap-1 p-2">
        <legend className="sr-only">{label}</legend>
        {children}
      </fieldset>
    </Popover>
  );
}
