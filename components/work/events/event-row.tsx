"use client";

import { clsx } from "clsx";
import Link from "next/link";
import { CopyButton } from "@/components/ui/copy-button";
import { RelativeTime } from "@/components/ui/relative-time";
import { toneClasses } from "@/components/ui/tones";
import type { EventRecord } from "@/lib/platform/events/schema";
import { entityPath } from "../links";
import { subjectWords } from "../prepare-feed";
import { type Names, toMoment } from "../prepare-timeline";
import { useWorkHref } from "../use-work-href";

/** What happened to what, by whom and when. */
export function EventRow({
  event,
  names,
  known,
}: {
  event: EventRecord;
  names: Names;
  /** Names of what other events that are shown are about. */
  known: ReadonlyMap<string, string>;
}) {
  const href = useWorkHref();
  const moment = toMoment(event, names);
  const path = entityPath(event.entity);
  const subject = subjectWords(event, known);
  return (
    <li className="flex items-start gap-3 border-b border-line px-4 py-2 hover:bg-hover">
      <span
        aria-hidden="true"
        className={clsx("mt-1.5 size-2 shrink-0 rounded-full bg-current", toneClasses[moment.tone].text)}
      />
      <div className="min-w-0 flex-1">
        <p className="wrap-anywhere">
          {path ? (
            <Link href={href(path)} prefetch={false} className="font-medium hover:underline">
              {subject}
            </Link>
          ) : (
            <span className="font-medium">{subject}</span>
          )}
          : {moment.what}
        </p>
        {moment.detail && (
          <p className="line-clamp-2 whitespace-pre-wrap text-muted wrap-anywhere">{moment.detail}</p>
        )}
        <p className="flex flex-wrap items-center gap-x-1.5 text-xs text-faint">
          <span>{moment.who}</span>
          <span aria-hidden="true">·</span>
          <RelativeTime at={moment.at} />
          <span aria-hidden="true">·</span>
          <code>{event.type}</code>
        </p>
      </div>
      {event.correlationId.startsWith("req_") && (
        <CopyButton text={event.correlationId} label={`Copy the id of the request: ${event.correlationId}`} />
      )}
    </li>
  );
}
