"use client";

import { lazy, Suspense } from "react";
import { referenceOf } from "@/components/work/state/reference";

// Every page would carry it along beside its own parts; until it is there, the words alone must do.
const ErrorState = lazy(() =>
  import("@/components/ui/error-state").then((module) => ({ default: module.ErrorState })),
);

const TITLE = "This page could not be shown";

export default function DashboardError({ error, retry }: { error: unknown; retry: () => void }) {
  const reference = referenceOf(error);
  const detail = reference
    ? `Trying again may help. The server's log has it under ${reference}.`
    : "Trying again may help.";
  return (
    <Suspense fallback={<p role="alert">{`${TITLE}. ${detail}`}</p>}>
      <ErrorState title={TITLE} detail={detail} onRetry={retry} />
    </Suspense>
  );
}
