"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Panel } from "@/components/ui/panel";
import { Select } from "@/components/ui/select";
import { dryRunPolicy } from "@/lib/guardian/queries";
import { DryRunResult } from "./dry-run-result";

const DAYS = [1, 3, 7, 14, 30];

/** When the policy would have fired over the last days; of the text that is being edited, if it is. */
export function DryRunPanel({
  name,
  text,
  isSound,
}: {
  name: string;
  text: string | null;
  isSound: boolean;
}) {
  const [days, setDays] = useState(7);
  const run = useMutation({
    mutationFn: () => dryRunPolicy(name, { days, ...(text === null ? {} : { text }) }),
  });
  return (
    <Panel
      title="Dry run"
      actions={
        <>
          <Select
            aria-label="How far back"
            value={days}
            onChange={(event) => setDays(Number(event.target.value))}
            className="w-36!"
          >
            {DAYS.map((option) => (
              <option key={option} value={option}>
                {option === 1 ? "The last day" : `The last ${option} days`}
              </option>
            ))}
          </Select>
          <Button
            size="sm"
            className="aria-disabled:opacity-50"
            loading={run.isPending}
            aria-disabled={!isSound}
            onClick={() => isSound && run.mutate()}
          >
            Run
          </Button>
        </>
      }
    >
      <div aria-live="polite" aria-busy={run.isPending} className="flex flex-col gap-3">
        {run.data === undefined && !run.error && (
          <p className="text-muted">
            {text === null
              ? "Replays the current version over what was kept, and says when it would have fired. Nothing is done."
              : "Replays the text above, as it is now, over what was kept. Nothing is done or saved."}
          </p>
        )}
        {run.error && (
          <Alert tone="danger" title="It could not be replayed">
            {run.error.message}
          </Alert>
        )}
        {run.data && <DryRunResult report={run.data} />}
      </div>
    </Panel>
  );
}
