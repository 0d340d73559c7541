"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { LiveNote } from "@/components/live/live-note";
import { usePausable } from "@/components/live/use-pausable";
import { AlertBadge } from "@/components/monitoring/alert-badge";
import { Alert as Note } from "@/components/ui/alert";
import { lazyPart } from "@/components/ui/lazy-part";
import { PageHeader } from "@/components/ui/page-header";
import { RelativeTime } from "@/components/ui/relative-time";
import { QueryError } from "@/components/work/state/query-error";
import { StaleNote } from "@/components/work/state/stale-note";
import { useWorkHref } from "@/components/work/use-work-href";
import { alertQuery } from "@/lib/monitoring/queries";
import type { AlertDetail } from "@/lib/monitoring/schema";
import { AlertButtons } from "./alert-buttons";
import { AlertFacts } from "./alert-facts";
import { AlertPlace } from "./alert-place";
import { RemedyPanel } from "./remedy-panel";

const Timeline = lazyPart(() =>
  import("@/components/work/timeline/timeline").then((module) => module.Timeline),
);

const REFRESH_MS = 30_000;

/** One alert: what is known, what was tried, and what can be done. */
export function AlertView({
  id,
  mayAct,
  intervene,
  answers,
}: {
  id: string;
  mayAct: boolean;
  /** How a guardian steps in. */
  intervene: ReactNode;
  /** How guardians have stepped in so far. */
  answers: ReactNode;
}) {
  const href = useWorkHref();
  const query = useQuery(usePausable({ ...alertQuery(id), refetchInterval: REFRESH_MS as number | false }));
  const alert = query.data;
  if (!alert) return query.error && <QueryError query={query} error={query.error} what="this alert" />;
  return (
    <>
      <PageHeader
        crumbs={[{ label: "Alerts", href: href("/alerts") }, { label: alert.title }]}
        title={alert.title}
        description={
          <span className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1.5 text-fg">
            <AlertBadge soft kind="severity" value={alert.severity} />
            <AlertBadge soft kind="alert" value={alert.state} />
            <span className="text-muted">
              Raised <RelativeTime at={alert.reopenedAt ?? alert.raisedAt} />, last found{" "}
              <RelativeTime at={alert.lastSeenAt} />
            </span>
          </span>
        }
        actions={
          alert.state !== "resolved" && (
            <>
              {mayAct && <AlertButtons alert={alert} />}
              {intervene}
            </>
          )
        }
      />
      <LiveNote />
      <StaleNote query={query} what="this alert" />
      <AlertNotes alert={alert} />
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="flex min-w-0 flex-col gap-4">
          <AlertFacts alert={alert} />
          <RemedyPanel remedies={alert.remedies} />
          {answers}
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <AlertPlace alert={alert} />
          <Timeline entity={id} />
        </div>
      </div>
    </>
  );
}

/** What stands out: who was called, who looks after it, and how it ended. */
function AlertNotes({ alert: { escalated, silenced, resolved, clearSince, state } }: { alert: AlertDetail }) {
  return (
    <div className="mb-4 flex flex-col gap-2 empty:hidden">
      {escalated && state !== "resolved" && (
        <Note tone="danger" title={`Escalated by ${escalated.name}`}>
          <p className="whitespace-pre-wrap wrap-anywhere">{escalated.reason}</p>
        </Note>
      )}
      {silenced && state === "silenced" && (
        <Note tone="info" title={`Silenced by ${silenced.name}`}>
          It is raised again <RelativeTime at={silenced.until} />, if it is not over by then.
        </Note>
      )}
      {clearSince && state !== "resolved" && (
        <Note tone="success" title="Its condition is over">
          It was so <RelativeTime at={clearSince} />; if it stays so, the alert resolves itself.
        </Note>
      )}
      {resolved && (
        <Note tone="success" title={`Resolved by ${resolved.name}`}>
          <p className="whitespace-pre-wrap wrap-anywhere">{resolved.note}</p>
        </Note>
      )}
    </div>
  );
}
