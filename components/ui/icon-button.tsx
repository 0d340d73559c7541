"use client";

import { clsx } from "clsx";
import type { LucideIcon } from "lucide-react";
import type { ComponentProps } from "react";
import { type ButtonSize, type ButtonVariant, buttonClass } from "./button-class";
import { answerEarlyClick } from "./early";

type IconButtonProps = Omit<ComponentProps<"button">, "children" | "aria-label"> & {
  label: string;
  icon: LucideIcon;
  variant?: ButtonVariant;
  size?: ButtonSize;
};

/** A button of one icon; `label` is its name for everyone, by voice and on hover. */
export function IconButton({
  label,
  icon: Icon,
  variant = "ghost",
  size,
  className,
  ...rest
}: IconButtonProps) {
  return (
    <button
      type="button"
      ref={answerEarlyClick}
      title={label}
      {...rest}
      aria-label={label}
      className={clsx(buttonClass(variant, size, true), className)}
    >
      <Icon aria-hidden="true" />
    </button>
  );
}
