"use client";

import Link from "next/link";
import { GuardianBadge } from "@/components/guardian/guardian-badge";
import { RelativeTime } from "@/components/ui/relative-time";
import { LookBadge } from "@/components/ui/status";
import { entityPath } from "@/components/work/links";
import { useWorkHref } from "@/components/work/use-work-href";
import type { Firing } from "@/lib/guardian/schema";
import { PlanSummary } from "../plan/plan-summary";
import { FactsSeen } from "./facts-seen";
import { becameLook, isSpent } from "./prepare-firing";
import { interventionWords, subjectWords } from "./prepare-policy";

/** One firing; opens to what the condition saw and what was, or would have been, done. */
export function FiringItem({ firing }: { firing: Firing }) {
  const { outcome, firedAt, intervention, detail, plan, rolledBackAt, policyHash, became, holdsSince } =
    firing;
  return (
    <li className="border-b border-line px-4 py-2.5 last:border-b-0">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        {became ? <LookBadge look={becameLook(became)} /> : <GuardianBadge kind="firing" value={outcome} />}
        <SubjectLink firing={firing} />
        <span className="ml-auto text-muted">
          <RelativeTime at={firedAt} />
        </span>
      </div>
      {intervention && (
        <p className="wrap-anywhere text-muted">{interventionWords(intervention, firing.subject)}</p>
      )}
      {detail && <p className="wrap-anywhere">{detail}</p>}
      {became?.failure && became.failure !== detail && <p className="wrap-anywhere">{became.failure}</p>}
      {holdsSince && isSpent(firing) && (
        <p className="wrap-anywhere">
          Its condition holds still, since <RelativeTime at={holdsSince} />. It acted{" "}
          <RelativeTime at={firedAt} />, and will not act again before the condition has been false.
        </p>
      )}
      {rolledBackAt && (
        <p className="text-muted">
          Reverted by itself <RelativeTime at={rolledBackAt} />.
        </p>
      )}
      <details className="mt-1">
        <summary className="cursor-pointer text-muted hover:text-fg pointer-coarse:py-2">
          What it saw{plan && ", and what it would have done"}
        </summary>
        <div className="mt-2 flex flex-col gap-3">
          {plan && <PlanSummary plan={plan} />}
          <FactsSeen facts={firing.facts} />
          <p className="text-xs text-muted">
            By the text <code>{policyHash.slice(0, 12)}</code>
          </p>
          <Links firing={firing} />
        </div>
      </details>
    </li>
  );
}

function SubjectLink({ firing }: { firing: Firing }) {
  const href = useWorkHref();
  const path = entityPath(firing.subject);
  const words = subjectWords(firing);
  if (!path) return <span className="min-w-0 font-medium wrap-anywhere">{words}</span>;
  return (
    <Link href={href(path)} className="min-w-0 font-medium wrap-anywhere hover:underline">
      {words}
    </Link>
  );
}

function Links({ firing: { actionId, alertId } }: { firing: Firing }) {
  const href = useWorkHref();
  if (!actionId && !alertId) return null;
  return (
    <p className="flex flex-wrap gap-x-4 gap-y-1">
      {actionId && (
        <Link className="underline" href={href(`/guardian/actions/${actionId}`)}>
          The intervention
        </Link>
      )}
      {alertId && (
        <Link className="underline" href={href(`/alerts/${alertId}`)}>
          The alert
        </Link>
      )}
    </p>
  );
}
