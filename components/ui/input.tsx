import type { ComponentProps } from "react";
import { controlClass } from "./control-class";
import { answerEarlyInput } from "./early";

export function Input({ className, ...rest }: ComponentProps<"input">) {
  return (
    <input
      ref={answerEarlyInput}
      type="text"
      {...rest}
      className={controlClass(`h-8 pointer-coarse:h-11 ${className ?? ""}`)}
    />
  );
}
