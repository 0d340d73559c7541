"use client";

import { useQuery } from "@tanstack/react-query";
import { Alert } from "@/components/ui/alert";
import { statusLooks } from "@/components/ui/status-tones";
import { liveOverridesQuery } from "@/lib/work/queries";
import type { Task } from "@/lib/work/schema";
import { overridesOf } from "../prepare-overlay";
import { EndButton } from "./end-button";
import { TimeLeft } from "./time-left";

/** Which override gives a task its priority, who laid it, and until when. */
export function OverrideNote({ task, mayAct }: { task: Task; mayAct: boolean }) {
  const overrides = useQuery(liveOverridesQuery(task.projectId));
  const mine = overridesOf(task, overrides.data?.items ?? []);
  const override = mine.find(({ priority }) => priority === task.priority) ?? mine[0];
  const words = statusLooks.priority;
  return (
    <Alert
      tone="info"
      title={`Priority ${words[task.priority].label} instead of ${words[task.basePriority].label}`}
      action={
        override &&
        mayAct && <EndButton overlay={{ ...override, kind: "priority-overrides" }} label="End it" />
      }
    >
      {override && (
        <>
          <p className="whitespace-pre-wrap wrap-anywhere">{override.reason}</p>
          <p>
            {override.ownerName}
            {override.scope.kind === "ticket" && ", for the whole ticket"} ·{" "}
            <TimeLeft expiresAt={override.expiresAt} />
          </p>
        </>
      )}
    </Alert>
  );
}
