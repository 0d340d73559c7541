"use client";

import { Alert } from "@/components/ui/alert";
import { LinkButton } from "@/components/ui/link-button";
import { TimeLeft } from "@/components/work/overlays/time-left";
import type { Notices } from "@/lib/guardian/schema";
import { useProject } from "../use-project";
import { waitingWords } from "./prepare-notices";

/** On the overview: that decisions wait, and how long the first of them can still be made. */
export function WaitingLine({ approvals }: { approvals: NonNullable<Notices["approvals"]> }) {
  const { inProject } = useProject();
  const { waiting, nextExpiresAt } = approvals;
  if (waiting === 0) return null;
  return (
    <Alert
      tone="warning"
      title={waitingWords(waiting)}
      action={
        <LinkButton size="sm" href={inProject("/guardian/approvals")}>
          See what waits
        </LinkButton>
      }
    >
      Nobody has decided yet; the nearest has <TimeLeft expiresAt={nextExpiresAt} />.
    </Alert>
  );
}
