"use client";

import { useTimeText } from "@/components/ui/use-now";
import type { WidePause } from "@/lib/guardian/schema";
import { pauseWords, untilWords } from "./prepare-notices";

/** `All work is paused by Ada until 10:52 UTC: An incident` */
export function PauseWords({ pause }: { pause: WidePause }) {
  const { expiresAt, reason } = pause;
  const until = useTimeText((nowMs) => untilWords(expiresAt, nowMs), untilWords(expiresAt, null));
  return (
    <>
      <strong className="font-medium text-fg">
        {pauseWords(pause)}
        {until}
      </strong>
      : {reason}
    </>
  );
}

/** In the overview of a project, another's pause is no news. */
export function PauseLine({ pause, projectId }: { pause: WidePause | null; projectId: string | undefined }) {
  const isHere = pause && (!projectId || pause.projectId === null || pause.projectId === projectId);
  return isHere ? (
    <>
      <PauseWords pause={pause} />.
    </>
  ) : null;
}
