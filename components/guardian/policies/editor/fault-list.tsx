import { CircleAlert, CircleCheck } from "lucide-react";
import type { PolicyFault } from "@/lib/guardian/schema";

/** What is wrong with the text, for those who do not see the marks in it as well. */
export function FaultList({
  faults,
  isSound,
  isChanged,
}: {
  faults: readonly PolicyFault[];
  isSound: boolean;
  isChanged: boolean;
}) {
  return (
    <div role="status">
      {isSound && isChanged && (
        <p className="flex items-center gap-1.5 text-muted">
          <CircleCheck aria-hidden="true" className="size-3.5 text-success" />
          Nothing is wrong with it. It is not saved yet.
        </p>
      )}
      {faults.length > 0 && (
        <ul className="flex flex-col gap-1">
          {faults.map((fault) => (
            <li key={`${fault.line} ${fault.column} ${fault.message}`} className="flex items-start gap-1.5">
              <CircleAlert aria-hidden="true" className="mt-0.5 size-3.5 shrink-0 text-danger" />
              <span className="min-w-0 wrap-anywhere">
                <span className="font-medium tabular-nums">Line {fault.line}</span>
                {fault.key && <code className="mx-1 text-xs text-muted">{fault.key}</code>} {fault.message}
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
