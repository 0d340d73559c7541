import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { createLoader } from "nuqs/server";
import { toAuditFilter } from "@/components/guardian/audit/audit-filter";
import { AuditView } from "@/components/guardian/audit/audit-view";
import { auditParams } from "@/components/guardian/audit/search-params";
import { GuardianHeader } from "@/components/guardian/guardian-header";
import { newQueryClient } from "@/lib/client/query-client";
import { AUDIT_PAGE, auditQuery, auditStateQuery } from "@/lib/platform/audit/queries";
import { getAuditState } from "@/lib/platform/audit/state";
import { listAudit } from "@/lib/platform/audit/trail";
import { requirePerson } from "@/lib/platform/auth/page";
import { projectOf } from "../../_work/project";
import type { ListProps } from "../../_work/props";
import { toViewer } from "../viewer";

export const metadata: Metadata = { title: "Audit trail" };

const loadParams = createLoader(auditParams);

/** The browser will ask again; a page does not wait for more than one try. */
const ONCE = { retry: false } as const;

export default async function AuditPage({ searchParams }: ListProps) {
  const person = await requirePerson();
  const { id: project } = await projectOf(person, searchParams);
  const filter = toAuditFilter(await loadParams(searchParams), project);
  const client = newQueryClient();
  await Promise.all([
    client.prefetchInfiniteQuery({
      ...auditQuery(filter),
      ...ONCE,
      queryFn: () => listAudit(person, { ...filter, limit: AUDIT_PAGE }),
    }),
    client.prefetchQuery({
      ...auditStateQuery(),
      ...ONCE,
      queryFn: () => getAuditState(person, { fresh: false, waitMs: 0 }),
    }),
  ]);
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <GuardianHeader current="/guardian/audit" projectId={project} viewer={toViewer(person)} />
      <AuditView projectId={project} mayAct={person.scopes.includes("guardian:act")} />
    </HydrationBoundary>
  );
}
