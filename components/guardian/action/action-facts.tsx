"use client";

import Link from "next/link";
import { DataList, Fact } from "@/components/ui/data-list";
import { RelativeTime } from "@/components/ui/relative-time";
import { entityPath } from "@/components/work/links";
import { TimeLeft } from "@/components/work/overlays/time-left";
import { useWorkHref } from "@/components/work/use-work-href";
import type { GuardianAction } from "@/lib/guardian/schema";
import { byWords, CAUSE_WORDS, TYPE_WORDS } from "../prepare-action";

export function ActionFacts({ action }: { action: GuardianAction }) {
  const href = useWorkHref();
  const { targetEntity, targetLabel, alertId, policy, rollback, revertCause, breakGlass } = action;
  const path = entityPath(targetEntity);
  return (
    <DataList>
      <Fact term="Type">{TYPE_WORDS[action.actionType]}</Fact>
      <Fact term="Target">
        <span className="wrap-anywhere">
          {path ? (
            <Link href={href(path)} className="underline hover:no-underline">
              {targetLabel}
            </Link>
          ) : (
            targetLabel
          )}
        </span>
      </Fact>
      <Fact term="By">
        <span className="wrap-anywhere">{byWords(action)}</span>
      </Fact>
      <Fact term="Asked for">
        <RelativeTime at={action.createdAt} />
      </Fact>
      {action.executedAt && (
        <Fact term="Carried out">
          <RelativeTime at={action.executedAt} />
        </Fact>
      )}
      {action.expiresAt && !action.revertedAt && (
        <Fact term="Ends">
          <TimeLeft expiresAt={action.expiresAt} />
        </Fact>
      )}
      {action.revertedAt && (
        <Fact term="Reverted">
          <RelativeTime at={action.revertedAt} />
          {revertCause && `, ${CAUSE_WORDS[revertCause]}`}
        </Fact>
      )}
      {policy && (
        <Fact term="Policy">
          <Link
            href={href(`/guardian/policies/${policy.name}`)}
            className="underline wrap-anywhere hover:no-underline"
          >
            {policy.name}
          </Link>
        </Fact>
      )}
      {rollback && (
        <Fact term="Reverts when">
          <code className="wrap-anywhere">{rollback.when}</code>
          {` for ${rollback.keepForSeconds} s`}
        </Fact>
      )}
      {alertId && (
        <Fact term="Alert">
          <Link href={href(`/alerts/${alertId}`)} className="underline hover:no-underline">
            See the alert
          </Link>
        </Fact>
      )}
      {breakGlass?.reviewedBy && (
        <Fact term="Review">
          <span className="wrap-anywhere">
            {breakGlass.verdict === "justified" ? "Justified" : "Not justified"}, says{" "}
            {breakGlass.reviewedBy.name}: {breakGlass.note}
          </span>
        </Fact>
      )}
      <Fact term="Plan">
        <code className="wrap-anywhere" title={action.planHash}>
          {action.planHash.slice(0, 12)}
        </code>
      </Fact>
    </DataList>
  );
}
