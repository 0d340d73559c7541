"use client";

import { useQuery } from "@tanstack/react-query";
import { GuardianBadge } from "@/components/guardian/guardian-badge";
import { LiveNote } from "@/components/live/live-note";
import { usePausable } from "@/components/live/use-pausable";
import { Alert } from "@/components/ui/alert";
import { Badge } from "@/components/ui/badge";
import { lazyPart } from "@/components/ui/lazy-part";
import { PageHeader } from "@/components/ui/page-header";
import { RelativeTime } from "@/components/ui/relative-time";
import { SkeletonRows } from "@/components/ui/skeleton";
import { QueryError } from "@/components/work/state/query-error";
import { StaleNote } from "@/components/work/state/stale-note";
import { useWorkHref } from "@/components/work/use-work-href";
import { policyQuery } from "@/lib/guardian/queries";
import { ModeButton } from "./mode-button";
import { REFRESH_MS } from "./policies-view";
import { PolicyFacts } from "./policy-facts";

// Not among what the page must have loaded before it works.
const PolicyEditor = lazyPart(() => import("./editor/policy-editor").then((module) => module.PolicyEditor), {
  fallback: <SkeletonRows rows={12} label="Loading the text" />,
});
const FiringsPanel = lazyPart(() => import("./firings-panel").then((module) => module.FiringsPanel), {
  fallback: <SkeletonRows rows={4} label="Loading the firings" />,
});
const VersionsPanel = lazyPart(() => import("./versions-panel").then((module) => module.VersionsPanel), {
  fallback: <SkeletonRows rows={3} label="Loading the versions" />,
});

/** One policy: what it says, what it would have done, what it did, and how it was before. */
export function PolicyView({
  name,
  personId,
  mayManage,
  mayTry,
}: {
  name: string;
  /** Who looks at it. */
  personId: string;
  mayManage: boolean;
  mayTry: boolean;
}) {
  const href = useWorkHref();
  const query = useQuery(
    usePausable({ ...policyQuery(name), refetchInterval: REFRESH_MS as number | false }),
  );
  const policy = query.data;
  if (!policy) return query.error && <QueryError query={query} error={query.error} what="this policy" />;
  return (
    <>
      <PageHeader
        crumbs={[
          { label: "Guardian", href: href("/guardian") },
          { label: "Policies", href: href("/guardian/policies") },
          { label: policy.name },
        ]}
        title={policy.name}
        description={
          <span className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1.5">
            <GuardianBadge soft kind="policy" value={policy.mode} />
            {policy.isEdited && <Badge tone="info">Edited, differs from its file</Badge>}
            {policy.description && <span>{policy.description}</span>}
          </span>
        }
        actions={mayManage && <ModeButton policy={policy} />}
      />
      <LiveNote />
      <StaleNote query={query} what="this policy" />
      {policy.fault && (
        <div className="mb-4">
          <Alert tone="danger" title="It cannot be decided, and does nothing">
            {policy.fault.message} Since <RelativeTime at={policy.fault.at} />.
          </Alert>
        </div>
      )}
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="flex min-w-0 flex-col gap-4">
          <PolicyEditor
            key={policy.name}
            policy={policy}
            personId={personId}
            mayManage={mayManage}
            mayTry={mayTry}
          />
          <FiringsPanel name={name} />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <PolicyFacts policy={policy} />
          <VersionsPanel name={name} hash={policy.hash} />
        </div>
      </div>
    </>
  );
}
