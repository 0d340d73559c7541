import type { ComponentProps } from "react";
import { controlClass } from "./control-class";

/** Grows with its text where the browser can, up to half of the window. */
export function Textarea({ className, rows = 4, ...rest }: ComponentProps<"textarea">) {
  return (
    <textarea
      rows={rows}
      {...rest}
      className={controlClass(
        `field-sizing-content max-h-[50dvh] min-h-20 resize-y py-1.5 ${className ?? ""}`,
      )}
    />
  );
}
