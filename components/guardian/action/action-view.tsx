"use client";

import { useQuery } from "@tanstack/react-query";
import { GuardianBadge } from "@/components/guardian/guardian-badge";
import { LiveNote } from "@/components/live/live-note";
import { usePausable } from "@/components/live/use-pausable";
import { Alert } from "@/components/ui/alert";
import { EmptyState } from "@/components/ui/empty-state";
import { lazyPart } from "@/components/ui/lazy-part";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { Skeleton } from "@/components/ui/skeleton";
import { QueryError } from "@/components/work/state/query-error";
import { StaleNote } from "@/components/work/state/stale-note";
import { useWorkHref } from "@/components/work/use-work-href";
import { followedActionQuery } from "@/lib/guardian/queries";
import { ActionButtons } from "../action-buttons";
import { OvertakenNote } from "../overtaken-note";
import { refusedWords, TYPE_WORDS, waitsForReview } from "../prepare-action";

// Not among what the page must have loaded before it works: the server has drawn it already.
const ActionFacts = lazyPart(() => import("./action-facts").then((module) => module.ActionFacts));
const EffectList = lazyPart(() => import("./effect-list").then((module) => module.EffectList), {
  fallback: <Skeleton className="h-24" />,
});
const PlanSummary = lazyPart(() => import("../plan/plan-summary").then((module) => module.PlanSummary), {
  fallback: <Skeleton className="h-24" />,
});
const StepList = lazyPart(() => import("./step-list").then((module) => module.StepList));
const TargetTable = lazyPart(() => import("./target-table").then((module) => module.TargetTable), {
  fallback: <Skeleton className="h-24" />,
});
const TrailPanel = lazyPart(() => import("./trail-panel").then((module) => module.TrailPanel));

/** One intervention from asking to its end: before, plan, effects, decisions, and its place in the trail. */
export function ActionView({ id }: { id: string }) {
  const href = useWorkHref();
  const query = useQuery(usePausable(followedActionQuery(id)));
  const action = query.data;
  if (!action) return query.error && <QueryError query={query} error={query.error} what="this action" />;
  const { plan, effects, auditLog, approval, failure } = action;
  return (
    <>
      <PageHeader
        crumbs={[
          { label: "Guardian", href: href("/guardian") },
          { label: "Actions", href: href("/guardian/actions") },
          { label: TYPE_WORDS[action.actionType] },
        ]}
        title={`${TYPE_WORDS[action.actionType]}: ${action.targetLabel}`}
        description={
          <span className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1.5 text-fg">
            <GuardianBadge soft kind="action" value={action.status} />
            <span className="text-muted wrap-anywhere">{action.reason}</span>
            {refusedWords(action).map((words) => (
              <span key={words} className="basis-full text-muted">
                {words}
              </span>
            ))}
          </span>
        }
        actions={<ActionButtons action={action} />}
      />
      <LiveNote />
      <StaleNote query={query} what="this action" />
      {failure && (
        <div className="mb-4">
          <Alert tone="danger" title={action.status === "stale" ? "Nothing was done" : "It failed"}>
            {failure}
          </Alert>
        </div>
      )}
      {action.overtaken && (
        <div className="mb-4">
          <OvertakenNote change={action.overtaken} />
        </div>
      )}
      {waitsForReview(action) && (
        <div className="mb-4">
          <Alert tone="warning" title="Done before anybody had approved: another person must review it" />
        </div>
      )}
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="flex min-w-0 flex-col gap-4">
          <Panel title="Before" flush>
            <TargetTable targets={plan.targets} />
          </Panel>
          <Panel title="Plan">
            <PlanSummary plan={{ ...plan, needsApproval: [] }} />
          </Panel>
          <Panel title="Effects" flush>
            {effects.length > 0 ? (
              <EffectList effects={effects} />
            ) : (
              <EmptyState
                title="Nothing was done"
                appears="What it does appears here once it is carried out, and what becomes of each."
                how={
                  action.status === "proposed"
                    ? "An approval carries it out."
                    : "It ended before it was carried out."
                }
              />
            )}
          </Panel>
          <TrailPanel actionId={id} />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <Panel title="Facts">
            <ActionFacts action={action} />
          </Panel>
          <Panel title="Steps" flush>
            <StepList steps={auditLog} />
          </Panel>
          {approval && approval.reasons.length > 0 && (
            <Panel title={action.status === "proposed" ? "Why it needs approval" : "Why it needed approval"}>
              <ul className="list-disc pl-5">
                {approval.reasons.map((reason) => (
                  <li key={reason}>{reason}</li>
                ))}
              </ul>
              {approval.note && <p className="mt-2 wrap-anywhere">{approval.note}</p>}
            </Panel>
          )}
        </div>
      </div>
    </>
  );
}
