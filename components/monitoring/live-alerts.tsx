"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { usePausable } from "@/components/live/use-pausable";
import { Alert as Note } from "@/components/ui/alert";
import { LinkButton } from "@/components/ui/link-button";
import { RelativeTime } from "@/components/ui/relative-time";
import { useWorkHref } from "@/components/work/use-work-href";
import { alertsQuery } from "@/lib/monitoring/queries";
import type { Alert } from "@/lib/monitoring/schema";
import { lookedAfterWords, TONE_OF } from "./prepare-alert";
import { liveOf } from "./search-params";

const SHOWN = 3;

/** What is wrong now with the thing that a page is about. */
export function LiveAlerts({ entity }: { entity: string }) {
  const href = useWorkHref();
  const { data, hasNextPage } = useInfiniteQuery(usePausable(alertsQuery(liveOf(entity))));
  const alerts = data?.pages.flatMap((page) => page.items) ?? [];
  const [worst] = alerts;
  if (!worst) return null;
  const rest = alerts.length - SHOWN;
  const orMore = hasNextPage ? "+" : "";
  return (
    <div className="mb-4">
      <Note
        tone={TONE_OF[worst.severity]}
        title={alerts.length === 1 ? "1 live alert" : `${alerts.length}${orMore} live alerts`}
        action={
          rest > 0 && (
            <LinkButton size="sm" href={href("/alerts", { entity })}>
              {`See ${rest}${orMore} more`}
            </LinkButton>
          )
        }
      >
        <ul>
          {alerts.slice(0, SHOWN).map((alert) => (
            <AlertLine key={alert.id} alert={alert} path={href(`/alerts/${alert.id}`)} />
          ))}
        </ul>
      </Note>
    </div>
  );
}

function AlertLine({ alert, path }: { alert: Alert; path: ReturnType<ReturnType<typeof useWorkHref>> }) {
  const { title, raisedAt, reopenedAt } = alert;
  const words = lookedAfterWords(alert);
  return (
    <li className="wrap-anywhere">
      <Link className="text-fg underline underline-offset-2" href={path}>
        {title}
      </Link>
      , <RelativeTime at={reopenedAt ?? raisedAt} />
      {words && `, ${words}`}
    </li>
  );
}
