import { clsx } from "clsx";

/** The look shared by input, textarea and select; 16 px on touch screens keeps iOS from zooming in. */
export function controlClass(className?: string) {
  return clsx(
    "w-full min-w-0 rounded-md border border-field bg-surface px-2.5 text-sm text-fg pointer-coarse:text-lg",
    "focus-visible:outline-offset-0 disabled:cursor-not-allowed disabled:opacity-60",
    "read-only:not-[select]:bg-sunken aria-invalid:border-danger",
    className,
  );
}
