import { clsx } from "clsx";
import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { toneClasses } from "./tones";

const icons = { info: Info, success: CircleCheck, warning: TriangleAlert, danger: CircleAlert };

/** A callout in the flow. `announce` reads it out when it appears after an action; leave it out on load. */
export function Alert({
  tone = "info",
  title,
  action,
  announce,
  children,
}: {
  tone?: keyof typeof icons;
  title: ReactNode;
  action?: ReactNode;
  announce?: boolean;
  children?: ReactNode;
}) {
  const Icon = icons[tone];
  const tones = toneClasses[tone];
  return (
    <div
      role={announce ? (tone === "danger" ? "alert" : "status") : undefined}
      className={clsx(
        "flex flex-wrap items-start gap-x-3 gap-y-2 rounded-lg border px-3 py-2.5",
        tones.soft,
        tones.line,
      )}
    >
      <Icon aria-hidden="true" className={clsx("mt-0.5 size-4 shrink-0", tones.text)} />
      <div className="min-w-0 flex-1 basis-52">
        <p className="font-medium">{title}</p>
        {children && <div className="mt-0.5 text-muted">{children}</div>}
      </div>
      {action}
    </div>
  );
}
