"use client";

import { LiveIndicator } from "@/components/shell/live-indicator";
import { useLive } from "./live-provider";

export function LiveStatus() {
  const { state, toggle } = useLive();
  return <LiveIndicator state={state} onToggle={toggle} />;
}
