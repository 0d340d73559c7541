"use client";

import { ShieldAlert, ShieldCheck } from "lucide-react";
import { lazy } from "react";
import { Button } from "@/components/ui/button";
import type { Agent } from "@/lib/work/schema";
import { useDialog } from "../form/use-dialog";
import { HoldButton } from "../overlays/hold-button";
import { ReserveButton } from "../overlays/reserve-button";
import { mayDrain } from "../prepare-agent";
import { DrainButton } from "./drain-button";

const loadQuarantine = () =>
  import("./quarantine-dialogs").then((module) => ({ default: module.QuarantineDialog }));
const loadReinstate = () =>
  import("./quarantine-dialogs").then((module) => ({ default: module.ReinstateDialog }));
const QuarantineDialog = lazy(loadQuarantine);
const ReinstateDialog = lazy(loadReinstate);

/** What a lead may do with an agent. */
export function AgentActions({ agent, isHeld }: { agent: Agent; isHeld: boolean }) {
  if (agent.status === "retired") return null;
  const target = { scope: { kind: "agent", agentId: agent.id } as const, title: agent.name };
  return (
    <>
      <ReserveButton agent={agent} projectId={agent.projectId ?? undefined} />
      {!isHeld && <HoldButton target={target} />}
      {agent.status === "quarantined" ? (
        <ReinstateButton agent={agent} />
      ) : (
        <QuarantineButton agent={agent} />
      )}
      {mayDrain(agent) && <DrainButton agent={agent} />}
    </>
  );
}

function QuarantineButton({ agent }: { agent: Agent }) {
  const dialog = useDialog(loadQuarantine);
  return (
    <>
      <Button {...dialog.trigger}>
        <ShieldAlert aria-hidden="true" />
        Quarantine
      </Button>
      {dialog.render(QuarantineDialog, { agent })}
    </>
  );
}

function ReinstateButton({ agent }: { agent: Agent }) {
  const dialog = useDialog(loadReinstate);
  return (
    <>
      <Button {...dialog.trigger}>
        <ShieldCheck aria-hidden="true" />
        Reinstate
      </Button>
      {dialog.render(ReinstateDialog, { agent })}
    </>
  );
}
