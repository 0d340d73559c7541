"use client";

import "./globals.css";
import { ErrorState } from "@/components/ui/error-state";
import { referenceOf } from "@/components/work/state/reference";

/** Replaces the root layout when that itself fails; the theme then follows the system. */
export default function GlobalError({ error, retry }: { error: unknown; retry: () => void }) {
  const reference = referenceOf(error);
  return (
    <html lang="en">
      <body>
        <title>Something went wrong · OmoiOS</title>
        <main id="main" className="grid min-h-dvh place-items-center">
          <ErrorState
            title="OmoiOS could not show this page"
            detail={
              reference
                ? `Trying again may help. The server's log has it under ${reference}.`
                : "Trying again may help."
            }
            onRetry={retry}
          />
        </main>
      </body>
    </html>
  );
}
