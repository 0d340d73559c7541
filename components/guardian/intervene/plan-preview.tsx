"use client";

import { useQuery } from "@tanstack/react-query";
import { Alert } from "@/components/ui/alert";
import { Refreshing } from "@/components/ui/refreshing";
import { SkeletonRows } from "@/components/ui/skeleton";
import { planPreviewQuery } from "@/lib/guardian/queries";
import type { Intervention } from "@/lib/guardian/schema";
import { PlanSummary } from "../plan/plan-summary";

/** What the form, as it is filled in now, would do. Read out when it changes. */
export function PlanPreview({
  intervention,
  isOpen,
}: {
  intervention: Intervention | null;
  /** The form stays when it is closed, and asks no more. */
  isOpen: boolean;
}) {
  const query = useQuery(planPreviewQuery(isOpen ? intervention : null));
  if (!intervention) return <p className="text-muted">Choose what it is about to see what it would do.</p>;
  return (
    <section
      aria-label="What it would do"
      aria-live="polite"
      className="rounded-md border border-line bg-sunken p-3"
    >
      <h3 className="mb-1 font-medium">What it would do</h3>
      {query.error && !query.isFetching ? (
        <Alert tone="danger" title="It cannot be done now">
          {query.error.message}
        </Alert>
      ) : query.data ? (
        <Refreshing isPrevious={query.isPlaceholderData}>
          {/* Who must decide about it stands beside the buttons. */}
          <PlanSummary plan={{ ...query.data.plan, needsApproval: [] }} />
        </Refreshing>
      ) : (
        <SkeletonRows rows={1} label="Working out what it would do" />
      )}
    </section>
  );
}
