"use client";

import { ErrorState } from "@/components/ui/error-state";
import { referenceOf } from "@/components/work/state/reference";

export default function DashboardError({ error, retry }: { error: unknown; retry: () => void }) {
  const reference = referenceOf(error);
  return (
    <ErrorState
      title="This page could not be shown"
      detail={
        reference
          ? `Trying again may help. The server's log has it under ${reference}.`
          : "Trying again may help."
      }
      onRetry={retry}
    />
  );
}
