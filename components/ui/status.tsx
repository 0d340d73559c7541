import { clsx } from "clsx";
import type { ReactNode } from "react";
import { lookOf, type Status, type StatusLook, statusLooks } from "./status-tones";
import { toneClasses } from "./tones";

export interface BadgeShape {
  soft?: boolean | undefined;
  note?: ReactNode;
  className?: string;
}

/** An icon and a word, so that the state survives without colour. `soft` is for headers, plain for rows; `note` adds to the word. */
export function LookBadge({ look, soft, note, className }: BadgeShape & { look: StatusLook }) {
  const { label, tone, icon: Icon } = look;
  const tones = toneClasses[tone];
  return (
    <span
      className={clsx(
        "inline-flex items-center gap-1.5 align-top whitespace-nowrap",
        soft && ["h-6 rounded-md border px-2 font-medium", tones.soft, tones.line, tones.text],
        className,
      )}
    >
      <Icon aria-hidden="true" className={clsx("size-3.5 shrink-0", tones.text)} />
      {label}
      {note && <span className="font-normal text-muted tabular-nums">{note}</span>}
    </span>
  );
}

/** A state of the queue's. */
export function StatusBadge({ kind, value, ...shape }: Status & BadgeShape) {
  return <LookBadge look={lookOf(statusLooks, kind, value)} {...shape} />;
}
