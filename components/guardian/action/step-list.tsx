import { RelativeTime } from "@/components/ui/relative-time";
import type { LogEntry } from "@/lib/guardian/schema";
import { STEP_WORDS } from "../prepare-action";

/** The life of an action in steps, oldest first. */
export function StepList({ steps }: { steps: LogEntry[] }) {
  return (
    <ol>
      {steps.map(({ at, status, byName, note }) => (
        <li key={`${at} ${status} ${note}`} className="border-b border-line px-4 py-2.5 last:border-b-0">
          <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <strong className="font-medium">{STEP_WORDS[status]}</strong>
            <span className="text-muted wrap-anywhere">
              {byName}, <RelativeTime at={at} />
            </span>
          </p>
          {note && <p className="whitespace-pre-wrap wrap-anywhere">{note}</p>}
        </li>
      ))}
    </ol>
  );
}
