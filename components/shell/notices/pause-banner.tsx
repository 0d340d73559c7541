"use client";

import { CirclePause } from "lucide-react";
import Link from "next/link";
import type { Notices } from "@/lib/guardian/schema";
import { useProject } from "../use-project";
import { PauseWords } from "./pause-words";
import { pausePath } from "./prepare-notices";

const LINK = "shrink-0 underline underline-offset-2 pointer-coarse:py-2 pointer-coarse:-my-2";

/** Says on every page that the fleet, or a whole project, stands still on purpose, and leads to where that is ended. */
export function PauseBanner({ pauses, mayEnd }: { pauses: Notices["pauses"]; mayEnd: boolean }) {
  const { inProject } = useProject();
  const { count, widest } = pauses;
  if (!widest) return null;
  const more = count - 1;
  return (
    <div className="flex items-start gap-3 border-b border-warning-line bg-warning-soft px-4 py-1.5 lg:px-6">
      <CirclePause aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-warning" />
      <p className="line-clamp-3 min-w-0 flex-1 wrap-anywhere lg:line-clamp-2">
        <PauseWords pause={widest} />
      </p>
      {more > 0 && (
        <Link href={inProject("/overlays")} className={LINK}>
          and {more} more
        </Link>
      )}
      <Link href={inProject(pausePath(widest))} className={`${LINK} font-medium`}>
        {mayEnd ? "End it" : "See it"}
        <span className="sr-only"> on its page</span>
      </Link>
    </div>
  );
}
