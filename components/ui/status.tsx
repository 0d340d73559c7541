import { clsx } from "clsx";
import type { ReactNode } from "react";
import { type Status, statusLook } from "./status-tones";
import { toneClasses } from "./tones";

/** An icon and a word, so that the state survives without colour. `soft` is for headers, plain for rows; `note` adds to the word. */
export function StatusBadge({
  soft,
  note,
  className,
  ...status
}: Status & { soft?: boolean | undefined; note?: ReactNode; className?: string }) {
  const { label, tone, icon: Icon } = statusLook(status);
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
