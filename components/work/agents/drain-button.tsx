"use client";

import { CircleArrowDown } from "lucide-react";
import { lazy } from "react";
import { Button } from "@/components/ui/button";
import type { ButtonSize, ButtonVariant } from "@/components/ui/button-class";
import type { Agent } from "@/lib/work/schema";
import { useDialog } from "../form/use-dialog";

const load = () => import("./drain-dialog").then((module) => ({ default: module.DrainDialog }));
const DrainDialog = lazy(load);

export function DrainButton({
  agent,
  size,
  variant,
}: {
  agent: Agent;
  size?: ButtonSize;
  variant?: ButtonVariant;
}) {
  const dialog = useDialog(load);
  return (
    <>
      <Button size={size} variant={variant} {...dialog.trigger}>
        <CircleArrowDown aria-hidden="true" />
        Drain<span className="sr-only"> {agent.name}</span>
      </Button>
      {dialog.render(DrainDialog, { agent })}
    </>
  );
}
