import { TriangleAlert } from "lucide-react";

/** Beside the buttons, always in sight: why one of them is needed, what asking does and what acting now does. */
export function TwoWays({ reasons }: { reasons: string[] }) {
  return (
    <div className="flex gap-2">
      <TriangleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-warning" />
      <div className="flex flex-col gap-0.5">
        <p>{reasons.join(" ")}</p>
        <ul className="flex flex-col gap-0.5">
          <li>
            <strong className="font-medium">Ask for it</strong>: another person must approve it first.
          </li>
          <li>
            <strong className="font-medium">Act now</strong>: done at once, for an hour at most; another
            person must review it afterwards.
          </li>
        </ul>
      </div>
    </div>
  );
}
