import { clsx } from "clsx";
import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { type Tone, toneClasses } from "./tones";

/** A short word set apart: a phase, a label, a count. States of the product use StatusBadge. */
export function Badge({
  tone = "neutral",
  icon: Icon,
  children,
}: {
  tone?: Tone;
  icon?: LucideIcon;
  children: ReactNode;
}) {
  const tones = toneClasses[tone];
  return (
    <span
      className={clsx(
        "inline-flex h-5 items-center align-top gap-1 rounded-sm border px-1.5 text-xs font-medium whitespace-nowrap tabular-nums",
        tones.soft,
        tones.text,
        tones.line,
      )}
    >
      {Icon && <Icon aria-hidden="true" className="size-3 shrink-0" />}
      {children}
    </span>
  );
}
