"use client";

import Link from "next/link";
import { RelativeTime } from "@/components/ui/relative-time";
import { entityPath } from "@/components/work/links";
import { useWorkHref } from "@/components/work/use-work-href";
import type { Effect } from "@/lib/guardian/schema";
import { EFFECT_WORDS } from "../prepare-action";

/** What an action did, one thing at a time, and what became of each. */
export function EffectList({ effects }: { effects: Effect[] }) {
  const href = useWorkHref();
  return (
    <ol>
      {effects.map(({ number, label, state, detail, endedAt, entity, refId }) => {
        const path = entityPath(refId ?? "") ?? entityPath(entity);
        return (
          <li key={number} className="border-b border-line px-4 py-2.5 last:border-b-0">
            <p className="wrap-anywhere">
              {path ? (
                <Link href={href(path)} className="underline hover:no-underline">
                  {label}
                </Link>
              ) : (
                label
              )}
            </p>
            <p className="text-muted wrap-anywhere">
              <strong className="font-medium text-fg">{EFFECT_WORDS[state]}</strong>
              {endedAt && state !== "done" && (
                <>
                  {" "}
                  <RelativeTime at={endedAt} />
                </>
              )}
              {detail && `. ${detail}`}
            </p>
          </li>
        );
      })}
    </ol>
  );
}
