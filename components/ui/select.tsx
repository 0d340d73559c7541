import { ChevronDown } from "lucide-react";
import type { ComponentProps } from "react";
import { controlClass } from "./control-class";
import { answerEarlyInput } from "./early";

/** The browser's own select, dressed: it works without JavaScript, and phones show their own picker. */
export function Select({ className, children, ...rest }: ComponentProps<"select">) {
  return (
    <span className={`relative inline-flex w-full ${className ?? ""}`}>
      <select
        ref={answerEarlyInput}
        {...rest}
        className={controlClass("h-8 appearance-none pr-8 pointer-coarse:h-11")}
      >
        {children}
      </select>
      <ChevronDown
        aria-hidden="true"
        className="pointer-events-none absolute top-1/2 right-2.5 size-3.5 -translate-y-1/2 text-muted"
      />
    </span>
  );
}
