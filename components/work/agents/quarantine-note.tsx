import { Alert } from "@/components/ui/alert";
import type { Agent } from "@/lib/work/schema";
import { TimeLeft } from "../overlays/time-left";

/** Why an agent is in quarantine, and for how long; one that has left keeps it for when it comes back. */
export function QuarantineNote({
  agent: { status, statusReason, statusUntil, isSilent },
}: {
  agent: Pick<Agent, "status" | "statusReason" | "statusUntil" | "isSilent">;
}) {
  if (!statusReason) return null;
  const isThere = status === "quarantined";
  return (
    <div className="mb-4">
      <Alert
        tone="danger"
        title={isThere ? "In quarantine: it gets no tasks" : "It left in quarantine, and comes back into it"}
      >
        <p className="whitespace-pre-wrap wrap-anywhere">{statusReason}</p>
        {statusUntil && (
          <p>
            {isSilent
              ? "It works again once this is over and it is heard of: "
              : "It works again by itself: "}
            <TimeLeft expiresAt={statusUntil} />.{isThere && " A person may reinstate it before."}
          </p>
        )}
      </Alert>
    </div>
  );
}
