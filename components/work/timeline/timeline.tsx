"use client";

import { useQuery } from "@tanstack/react-query";
import { clsx } from "clsx";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import { RelativeTime } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import { toneClasses } from "@/components/ui/tones";
import { eventsOf } from "@/lib/platform/events/queries";
import { phasesQuery } from "@/lib/work/queries";
import { phaseName } from "../prepare-board";
import { type Moment, toMoment } from "../prepare-timeline";
import { Loaded } from "../state/loaded";

const SHOWN = 100;

/** What happened to one thing, newest first. */
export function Timeline({ entity }: { entity: string }) {
  const events = useQuery(eventsOf(entity));
  const phases = useQuery(phasesQuery());
  const names = { phase: (id: string) => phaseName(phases.data?.items, id) };
  return (
    <Panel title="Timeline" flush>
      <Loaded query={events} what="the timeline" skeleton={<TimelineSkeleton />}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState
              title="Nothing has happened yet"
              appears="Each change appears here with who made it and when."
              how="Changes by people and by agents are noted as they happen."
            />
          ) : (
            <>
              <ol className="px-4 py-3">
                {items.map((event) => (
                  <Entry key={event.id} moment={toMoment(event, names)} />
                ))}
              </ol>
              {items.length >= SHOWN && (
                <p className="border-t border-line px-4 py-2 text-xs text-muted">
                  The newest {SHOWN} are shown.
                </p>
              )}
            </>
          )
        }
      </Loaded>
    </Panel>
  );
}

function Entry({ moment }: { moment: Moment }) {
  return (
    <li className="group relative flex gap-3 pb-3 last:pb-0">
      <span
        aria-hidden="true"
        className="absolute top-3 bottom-0 left-[0.21875rem] w-px bg-line-strong group-last:hidden"
      />
      <span
        aria-hidden="true"
        className={clsx(
          "relative mt-1.5 size-2 shrink-0 rounded-full bg-current ring-3 ring-surface",
          toneClasses[moment.tone].text,
        )}
      />
      <div className="min-w-0 flex-1">
        <p>{moment.what}</p>
        {moment.detail && (
          <p className="mt-0.5 line-clamp-4 whitespace-pre-wrap text-muted wrap-anywhere">{moment.detail}</p>
        )}
        <p className="text-xs text-faint">
          {moment.who} · <RelativeTime at={moment.at} />
        </p>
      </div>
    </li>
  );
}

function TimelineSkeleton() {
  return (
    <div role="status" className="flex flex-col gap-3 px-4 py-3">
      <span className="sr-only">Loading the timeline</span>
      {["a", "b", "c", "d"].map((key) => (
        <div key={key} className="flex flex-col gap-1.5">
          <Skeleton className="h-3.5 w-3/5" />
          <Skeleton className="h-3 w-2/5" />
        </div>
      ))}
    </div>
  );
}
