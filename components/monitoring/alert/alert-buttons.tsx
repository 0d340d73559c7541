"use client";

import { lazy } from "react";
import { Button } from "@/components/ui/button";
import { useDialog } from "@/components/work/form/use-dialog";
import type { Alert } from "@/lib/monitoring/schema";
import { actsOn } from "../prepare-alert";

const loadAcknowledge = () =>
  import("./acknowledge-dialog").then((module) => ({ default: module.AcknowledgeDialog }));
const AcknowledgeDialog = lazy(loadAcknowledge);
const loadSilence = () => import("./silence-dialog").then((module) => ({ default: module.SilenceDialog }));
const SilenceDialog = lazy(loadSilence);
const loadEscalate = () => import("./escalate-dialog").then((module) => ({ default: module.EscalateDialog }));
const EscalateDialog = lazy(loadEscalate);
const loadResolve = () => import("./resolve-dialog").then((module) => ({ default: module.ResolveDialog }));
const ResolveDialog = lazy(loadResolve);

/** What may be done with the alert in its state; a row of a list offers the first steps alone. */
export function AlertButtons({ alert, isRow }: { alert: Alert; isRow?: boolean }) {
  const acknowledge = useDialog(loadAcknowledge);
  const silence = useDialog(loadSilence);
  const escalate = useDialog(loadEscalate);
  const resolve = useDialog(loadResolve);
  const may = actsOn(alert);
  const size = isRow ? "sm" : undefined;
  const name = isRow && <span className="sr-only">: {alert.title}</span>;
  return (
    <div className={isRow ? "flex justify-end gap-1.5 stacked:justify-start" : "contents"}>
      {may.acknowledge && (
        <Button size={size} variant={isRow ? "secondary" : "primary"} {...acknowledge.trigger}>
          Acknowledge{name}
        </Button>
      )}
      {may.silence && (
        <Button size={size} {...silence.trigger}>
          Silence{name}
        </Button>
      )}
      {!isRow && may.escalate && <Button {...escalate.trigger}>Escalate</Button>}
      {!isRow && may.resolve && <Button {...resolve.trigger}>Resolve</Button>}
      {acknowledge.render(AcknowledgeDialog, { alerts: [alert] })}
      {silence.render(SilenceDialog, { alerts: [alert] })}
      {escalate.render(EscalateDialog, { alert })}
      {resolve.render(ResolveDialog, { alert })}
    </div>
  );
}
