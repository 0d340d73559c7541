import { SearchX } from "lucide-react";
import type { ReactNode } from "react";

/** What stands where there is nothing. */
export function Missing({ action }: { action: ReactNode }) {
  return (
    <div className="mx-auto flex max-w-md flex-col items-center gap-1 px-4 py-16 text-center">
      <SearchX aria-hidden="true" strokeWidth={1.5} className="mb-2 size-6 text-faint" />
      <h1 className="text-lg font-semibold">There is nothing here</h1>
      <p className="text-balance text-muted">
        The address may be mistyped, or it names something that you may not see.
      </p>
      <div className="mt-3">{action}</div>
    </div>
  );
}
