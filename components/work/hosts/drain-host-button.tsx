"use client";

import { CircleArrowDown } from "lucide-react";
import { lazy } from "react";
import { Button } from "@/components/ui/button";
import type { Host } from "@/lib/work/schema";
import { useDialog } from "../form/use-dialog";

const load = () => import("./drain-host-dialog").then((module) => ({ default: module.DrainHostDialog }));
const DrainHostDialog = lazy(load);

export function DrainHostButton({ host }: { host: Host }) {
  const dialog = useDialog(load);
  return (
    <>
      <Button size="sm" variant="ghost" {...dialog.trigger}>
        <CircleArrowDown aria-hidden="true" />
        Drain<span className="sr-only"> {host.name}</span>
      </Button>
      {dialog.render(DrainHostDialog, { host })}
    </>
  );
}
