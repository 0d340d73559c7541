"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { Alert } from "@/components/ui/alert";
import { LinkButton } from "@/components/ui/link-button";
import { RelativeTime } from "@/components/ui/relative-time";
import { useWorkHref } from "@/components/work/use-work-href";
import { alertsQuery } from "@/lib/monitoring/queries";
import { CRISES } from "./search-params";

const SHOWN = 3;

/** What is critical and nobody looks after yet. */
export function Crises({ projectId }: { projectId: string | undefined }) {
  const href = useWorkHref();
  const { data } = useInfiniteQuery(alertsQuery({ project: projectId, ...CRISES }));
  const alerts = data?.pages.flatMap((page) => page.items) ?? [];
  if (alerts.length === 0) return null;
  const more = alerts.length > SHOWN ? `, ${SHOWN} of them here` : "";
  return (
    <Alert
      tone="danger"
      title={`${alerts.length === 1 ? "1 critical alert" : `${alerts.length.toLocaleString("en")} critical alerts`}${more}`}
      action={
        <LinkButton size="sm" href={href("/alerts", CRISES)}>
          See the alerts
        </LinkButton>
      }
    >
      <ul>
        {alerts.slice(0, SHOWN).map(({ id, title, raisedAt, reopenedAt }) => (
          <li key={id}>
            <Link
              className="underline decoration-line-strong underline-offset-2 hover:decoration-current"
              href={href(`/alerts/${id}`)}
            >
              {title}
            </Link>
            , <RelativeTime at={reopenedAt ?? raisedAt} />
          </li>
        ))}
      </ul>
    </Alert>
  );
}
