"use client";

import { Suspense } from "react";
import { lazyPart } from "@/components/ui/lazy-part";

// Every page has the count, and the overview its crises: neither is what a page must have loaded before it works.
const CountPart = lazyPart(() => import("./critical-count").then((module) => module.CriticalCount));
const CrisesPart = lazyPart(() => import("./crises").then((module) => module.Crises));

export function CriticalCount() {
  return (
    <Suspense fallback={null}>
      <CountPart />
    </Suspense>
  );
}

export function Crises({ projectId }: { projectId: string | undefined }) {
  return (
    <Suspense fallback={null}>
      <CrisesPart projectId={projectId} />
    </Suspense>
  );
}
