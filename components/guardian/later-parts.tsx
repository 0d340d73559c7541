"use client";

import type { ComponentProps } from "react";
import { lazyPart } from "@/components/ui/lazy-part";
import { DecisionDialogs } from "./decisions/decision-dialogs";

// Below what a page must have loaded before it works.
const AlertActionsPart = lazyPart(() =>
  import("./actions/alert-actions").then((module) => module.AlertActions),
);

export function AlertActions(props: ComponentProps<typeof AlertActionsPart>) {
  return (
    <DecisionDialogs>
      <AlertActionsPart {...props} />
    </DecisionDialogs>
  );
}
