"use client";

import type { Notices } from "@/lib/guardian/schema";
import { Announcer } from "./announcer";
import { Count } from "./count";
import { PauseBanner } from "./pause-banner";
import { PauseLine } from "./pause-words";
import { useNotices } from "./use-notices";
import { WaitingLine } from "./waiting-line";

export interface NoticeProps {
  of: "criticals" | "approvals" | "pauses" | "pause" | "waiting" | "announcements";
  /** As the server has drawn it; absent: it is not drawn before the page lives. */
  drawn?: Notices;
  projectId?: string | undefined;
}

/** One of the things that every page says; all of them are in one piece of code, and read by one query. */
export function NoticePart({ of, drawn, projectId }: NoticeProps) {
  const notices = useNotices(drawn);
  if (!notices) return null;
  const { criticals, approvals, pauses } = notices;
  switch (of) {
    case "criticals":
      return <Count count={criticals} words="critical" tone="danger" />;
    case "approvals":
      return <Count count={approvals?.waiting ?? 0} words="waiting for approval" tone="warning" />;
    case "pauses":
      return <PauseBanner pauses={pauses} mayEnd={approvals !== null} />;
    case "pause":
      return <PauseLine pause={pauses.widest} projectId={projectId} />;
    case "waiting":
      return approvals && <WaitingLine approvals={approvals} />;
    case "announcements":
      return <Announcer newest={approvals?.newest ?? null} />;
  }
}
