import { clsx } from "clsx";

export type ButtonVariant = "primary" | "secondary" | "ghost" | "danger";
export type ButtonSize = "sm" | "md" | "lg";

const variants: Record<ButtonVariant, string> = {
  primary: "border-transparent bg-primary text-on-primary not-aria-disabled:hover:bg-primary-hover",
  secondary: "border-line-strong bg-surface text-fg not-aria-disabled:hover:bg-hover",
  ghost: "border-transparent text-muted not-aria-disabled:hover:bg-hover not-aria-disabled:hover:text-fg",
  danger: "border-transparent bg-danger-fill text-on-danger not-aria-disabled:hover:bg-danger-fill-hover",
};

const sizes: Record<ButtonSize, string> = {
  sm: "h-7 px-2 text-xs pointer-coarse:h-9 pointer-coarse:px-3",
  md: "h-8 px-3 text-sm pointer-coarse:h-10",
  lg: "h-10 px-4 text-base pointer-coarse:h-11",
};

/** Buttons and links that look like buttons share this. Fingers get 44 px, part of it around the edges. */
export function buttonClass(variant: ButtonVariant = "secondary", size: ButtonSize = "md", square = false) {
  return clsx(
    "relative inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md border font-medium whitespace-nowrap",
    "transition-colors duration-100 select-none",
    "pointer-coarse:after:absolute pointer-coarse:after:inset-x-0 pointer-coarse:after:-inset-y-1",
    "disabled:pointer-events-none disabled:opacity-50 aria-disabled:cursor-default",
    "[&_svg]:size-4 [&_svg]:shrink-0",
    variants[variant],
    sizes[size],
    square && "aspect-square px-0! pointer-coarse:after:-inset-x-1",
  );
}
