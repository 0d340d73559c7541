import { clsx } from "clsx";
import { type MouseEvent, type ReactNode, useId } from "react";

/**
 * The browser's own popover: opens without JavaScript, closes on Escape or a click elsewhere, gives focus
 * back, and costs nothing. What it holds are links and forms, so it needs no menu roles.
 */
export function Popover({
  trigger,
  triggerClassName,
  panelClassName,
  children,
}: {
  trigger: ReactNode;
  triggerClassName: string;
  panelClassName: string;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <>
      <button type="button" popoverTarget={id} className={triggerClassName}>
        {trigger}
      </button>
      <div
        id={id}
        popover="auto"
        className={clsx(
          "fixed max-h-[70dvh] overflow-y-auto rounded-lg border border-line-strong bg-raised p-1 text-fg shadow-raised",
          panelClassName,
        )}
      >
        {children}
      </div>
    </>
  );
}

export const popoverItemClass =
  "flex min-h-8 w-full items-center gap-2 rounded-md px-2 text-left hover:bg-hover focus-visible:-outline-offset-2 pointer-coarse:min-h-11";

/** For links within: the shell stays mounted on navigation, so the panel must be told to close. */
export function closePopover(event: MouseEvent<HTMLElement>) {
  event.currentTarget.closest<HTMLElement>("[popover]")?.hidePopover();
}
