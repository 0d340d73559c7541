"use client";

import { Suspense } from "react";
import { lazyPart } from "@/components/ui/lazy-part";

// Not what a page must have loaded before it works.
const CrisesPart = lazyPart(() => import("./crises").then((module) => module.Crises));
const LivePart = lazyPart(() => import("./live-alerts").then((module) => module.LiveAlerts));

export function Crises({ projectId }: { projectId: string | undefined }) {
  return (
    <Suspense fallback={null}>
      <CrisesPart projectId={projectId} />
    </Suspense>
  );
}

export function LiveAlerts({ entity }: { entity: string }) {
  return (
    <Suspense fallback={null}>
      <LivePart entity={entity} />
    </Suspense>
  );
}
