"use client";

import { clsx } from "clsx";
import { RefreshCw } from "lucide-react";
import { IconButton } from "@/components/ui/icon-button";
import { type Tone, toneClasses } from "@/components/ui/tones";

export type LiveState = "live" | "reconnecting" | "paused";

const looks: Record<LiveState, { words: string; tone: Tone; dot: string }> = {
  live: { words: "Live", tone: "success", dot: "bg-current" },
  reconnecting: { words: "Reconnecting", tone: "warning", dot: "animate-pulse bg-current" },
  paused: { words: "Updates paused", tone: "neutral", dot: "border border-current" },
};

/** Whether what is on the page still follows the fleet, and the switch for it. */
export function LiveIndicator({ state, onToggle }: { state: LiveState; onToggle: () => void }) {
  const { words, tone, dot } = looks[state];
  const isPaused = state === "paused";
  return (
    <div className="flex items-center gap-1 noscript:hidden">
      <span aria-live="polite" className="flex items-center justify-end gap-1.5 whitespace-nowrap text-muted">
        <span aria-hidden="true" className={clsx("size-2 rounded-full", dot, toneClasses[tone].text)} />
        {/* The longer words are wider than what a phone's bar has left. */}
        <span className={clsx(state !== "live" && "max-sm:sr-only")}>{words}</span>
      </span>
      <IconButton
        label={isPaused ? "Resume live updates" : "Pause live updates"}
        icon={RefreshCw}
        size="sm"
        className={clsx("[&_svg]:size-3.5!", isPaused && "[&_svg]:opacity-50")}
        onClick={onToggle}
      />
    </div>
  );
}
