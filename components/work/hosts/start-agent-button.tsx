"use client";

import { Plus } from "lucide-react";
import { lazy } from "react";
import { Button } from "@/components/ui/button";
import type { Host } from "@/lib/work/schema";
import { useDialog } from "../form/use-dialog";
import { startObstacle } from "./prepare-host";

const load = () => import("./start-agent-dialog").then((module) => ({ default: module.StartAgentDialog }));
const StartAgentDialog = lazy(load);

/** Where the host can start none, the reason stands in its place. */
export function StartAgentButton({ host }: { host: Host }) {
  const dialog = useDialog(load);
  const obstacle = startObstacle(host);
  return (
    <>
      {obstacle ? (
        <span className="text-xs text-muted">{obstacle}</span>
      ) : (
        <Button size="sm" {...dialog.trigger}>
          <Plus aria-hidden="true" />
          Start an agent<span className="sr-only"> on {host.name}</span>
        </Button>
      )}
      {dialog.render(StartAgentDialog, { host })}
    </>
  );
}
