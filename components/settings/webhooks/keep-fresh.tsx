"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { useLive } from "@/components/live/live-provider";

/**
 * Renders the page anew now and then while somebody looks: deliveries make no events, or every one would make
 * another. What a form holds stays.
 */
export function KeepFresh({ everyMs = 3000 }: { everyMs?: number }) {
  const router = useRouter();
  const isPaused = useLive().state === "paused";
  useEffect(() => {
    if (isPaused) return;
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") router.refresh();
    }, everyMs);
    return () => clearInterval(timer);
  }, [router, everyMs, isPaused]);
  return null;
}
