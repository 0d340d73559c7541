"use client";

import { clsx } from "clsx";
import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { useId, useState } from "react";
import { IconButton } from "@/components/ui/icon-button";
import { lazyPart } from "@/components/ui/lazy-part";
import { RelativeTime } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import { toneClasses } from "@/components/ui/tones";
import { useWorkHref } from "@/components/work/use-work-href";
import type { AuditEntry } from "@/lib/platform/audit/schema";
import { actWords } from "./act-words";
import { reasonOf, subjectOf } from "./prepare-audit";

const EntryDetail = lazyPart(() => import("./entry-detail").then((module) => module.EntryDetail), {
  fallback: <Skeleton className="mx-4 mb-3 h-40" />,
});
const EntryRevert = lazyPart(() => import("./entry-revert").then((module) => module.EntryRevert));

/** The entry of an intervention that stands for what it laid: others about it ask, allow and follow. */
const LAID = "guardian.intervention.started";

/**
 * Who did what to what, when and why; opens to all that the entry holds. With `revertsIn`, the project that the page
 * is narrowed to, an intervention in force can be taken back from here.
 */
export function AuditRow({
  entry,
  known,
  revertsIn,
}: {
  entry: AuditEntry;
  /** What ids are called that other entries name. */
  known?: ReadonlyMap<string, string>;
  revertsIn?: { projectId: string | undefined };
}) {
  const [isOpen, setOpen] = useState(false);
  const detailId = useId();
  const href = useWorkHref();
  const { what, tone } = actWords(entry);
  const { words, path } = subjectOf(entry, known);
  const reason = reasonOf(entry);
  const place = entry.position === null ? "not in the chain" : `#${entry.position.toLocaleString("en")}`;
  return (
    <li className="border-b border-line last:border-b-0">
      <div className="flex items-start gap-2 px-4 py-2 hover:bg-hover">
        <IconButton
          label={`${isOpen ? "Close" : "Open"} entry ${place}: ${what}`}
          icon={ChevronRight}
          size="sm"
          aria-expanded={isOpen}
          aria-controls={detailId}
          className={clsx("-ml-2 transition-transform", isOpen && "rotate-90")}
          onClick={() => setOpen((was) => !was)}
        />
        <span
          aria-hidden="true"
          className={clsx("mt-2.5 size-2 shrink-0 rounded-full bg-current", toneClasses[tone].text)}
        />
        <div className="min-w-0 flex-1 pt-1">
          <p className="wrap-anywhere">
            {path ? (
              <Link href={href(path)} prefetch={false} className="font-medium hover:underline">
                {words}
              </Link>
            ) : (
              <span className="font-medium">{words}</span>
            )}
            : {what}
          </p>
          {reason && <p className="line-clamp-2 whitespace-pre-wrap text-muted wrap-anywhere">{reason}</p>}
          <p className="flex flex-wrap items-center gap-x-1.5 text-xs text-faint">
            <span>{entry.actorName}</span>
            <span aria-hidden="true">·</span>
            <RelativeTime at={entry.at} />
            <span aria-hidden="true">·</span>
            <code>{entry.act}</code>
          </p>
        </div>
        {revertsIn && entry.act === LAID && (
          <EntryRevert actionId={entry.entity} projectId={revertsIn.projectId} />
        )}
        <span
          className={clsx(
            "pt-1 text-xs tabular-nums",
            entry.position === null ? "text-danger" : "text-faint",
          )}
        >
          {place}
        </span>
      </div>
      <div id={detailId} hidden={!isOpen}>
        {isOpen && <EntryDetail entry={entry} />}
      </div>
    </li>
  );
}
