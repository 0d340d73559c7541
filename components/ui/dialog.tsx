"use client";

import { Dialog as Base } from "@base-ui/react/dialog";
import { clsx } from "clsx";
import { X } from "lucide-react";
import type { ReactElement, ReactNode } from "react";
import { IconButton } from "./icon-button";

/** Where the window is low, or enlarged twice, all of it scrolls: what stayed in sight would leave no room for the rest. */
const LOW = {
  popup: "[@media(height<32rem)]:overflow-y-auto",
  body: "[@media(height<32rem)]:shrink-0 [@media(height<32rem)]:overflow-visible",
};

const widths = { sm: "max-w-96", md: "max-w-lg", lg: "max-w-3xl" };

/** A modal. Hand it `trigger` and it keeps its own state, or `open` and `onOpenChange` to keep it yourself. */
export function Dialog({
  open,
  onOpenChange,
  trigger,
  title,
  description,
  footer,
  size = "md",
  initialFocus,
  children,
}: {
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  trigger?: ReactElement;
  title: ReactNode;
  description?: ReactNode;
  footer?: ReactNode;
  size?: keyof typeof widths;
  /** Where focus begins, if not at the first field. */
  initialFocus?: (() => HTMLElement | null) | undefined;
  children?: ReactNode;
}) {
  return (
    <Base.Root open={open} onOpenChange={(next) => onOpenChange?.(next)}>
      {trigger && <Base.Trigger render={trigger} />}
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-scrim transition-opacity duration-100 data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Base.Viewport className="fixed inset-0 z-50 grid grid-rows-[minmax(0,1fr)] place-items-center p-4">
          <Base.Popup
            initialFocus={initialFocus}
            className={clsx(
              "relative flex max-h-full w-full flex-col rounded-xl border border-line-strong bg-raised shadow-overlay outline-none",
              "transition-[opacity,scale] duration-100 data-ending-style:opacity-0 data-starting-style:scale-[0.98] data-starting-style:opacity-0",
              widths[size],
              LOW.popup,
            )}
          >
            <div className="space-y-1 p-4 pr-14 pb-3">
              <Base.Title className="text-lg font-semibold">{title}</Base.Title>
              {description && <Base.Description className="text-muted">{description}</Base.Description>}
            </div>
            {children && (
              <div className={clsx("min-h-0 overflow-y-auto px-4 pt-1 pb-4", LOW.body)}>{children}</div>
            )}
            {footer && (
              <div className="flex flex-wrap justify-end gap-2 rounded-b-xl border-t border-line bg-sunken px-4 py-3">
                {footer}
              </div>
            )}
            {/* Last, so that focus begins at the first field, or at the safe answer. */}
            <Base.Close
              render={<IconButton label="Close" icon={X} size="sm" className="absolute! top-3 right-3" />}
            />
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  );
}

/** Closes the dialog around it; `render` is the button to use. */
export function DialogClose({ render }: { render: ReactElement }) {
  return <Base.Close render={render} />;
}
