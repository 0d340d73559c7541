"use client";

import { clsx } from "clsx";
import type { ComponentProps, MouseEvent } from "react";
import { type ButtonSize, type ButtonVariant, buttonClass } from "./button-class";
import { answerEarlyClick } from "./early";
import { Spinner } from "./spinner";

type ButtonProps = ComponentProps<"button"> & {
  variant?: ButtonVariant;
  size?: ButtonSize;
  loading?: boolean;
};

export function Button({ variant, size, loading, className, children, onClick, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      ref={answerEarlyClick}
      {...rest}
      // aria-disabled, not disabled: focus must still be here when the work is done.
      aria-disabled={loading || rest["aria-disabled"]}
      aria-busy={loading || rest["aria-busy"]}
      onClick={loading ? swallow : onClick}
      className={clsx(buttonClass(variant, size), className)}
    >
      <span className={clsx("inline-flex items-center gap-1.5", loading && "opacity-0")}>{children}</span>
      {loading && (
        <span className="absolute inset-0 grid place-items-center">
          <Spinner />
        </span>
      )}
    </button>
  );
}

function swallow(event: MouseEvent) {
  event.preventDefault();
}
