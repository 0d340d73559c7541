"use client";

import { lazy } from "react";
import { Button } from "@/components/ui/button";
import { useDialog } from "@/components/work/form/use-dialog";
import type { Alert } from "@/lib/monitoring/schema";
import { actsOn } from "../prepare-alert";

const loadAcknowledge = () =>
  import("../alert/acknowledge-dialog").then((module) => ({ default: module.AcknowledgeDialog }));
const AcknowledgeDialog = lazy(loadAcknowledge);
const loadSilence = () =>
  import("../alert/silence-dialog").then((module) => ({ default: module.SilenceDialog }));
const SilenceDialog = lazy(loadSilence);

/** What may be done with several alerts at once. */
export function SelectedActs({ alerts, onClear }: { alerts: Alert[]; onClear: () => void }) {
  const acknowledge = useDialog(loadAcknowledge);
  const silence = useDialog(loadSilence);
  const unanswered = alerts.filter((alert) => actsOn(alert).acknowledge);
  const live = alerts.filter((alert) => actsOn(alert).silence);
  return (
    <>
      {alerts.length > 0 && (
        <div className="flex flex-wrap items-center justify-end gap-2">
          <span role="status" className="whitespace-nowrap text-muted tabular-nums">
            {alerts.length} selected
          </span>
          {unanswered.length > 0 && (
            <Button size="sm" {...acknowledge.trigger}>
              Acknowledge selected
            </Button>
          )}
          {live.length > 0 && (
            <Button size="sm" {...silence.trigger}>
              Silence selected
            </Button>
          )}
          <Button size="sm" variant="ghost" onClick={onClear}>
            Clear
          </Button>
        </div>
      )}
      {acknowledge.render(AcknowledgeDialog, { alerts: unanswered })}
      {silence.render(SilenceDialog, { alerts: live })}
    </>
  );
}
