"use client";

import { useQuery } from "@tanstack/react-query";
import { ScrollText } from "lucide-react";
import { LiveNote } from "@/components/live/live-note";
import { usePausable } from "@/components/live/use-pausable";
import { Alert } from "@/components/ui/alert";
import { EmptyState } from "@/components/ui/empty-state";
import { lazyPart } from "@/components/ui/lazy-part";
import { Panel } from "@/components/ui/panel";
import { SkeletonRows } from "@/components/ui/skeleton";
import { Loaded } from "@/components/work/state/loaded";
import { policiesQuery } from "@/lib/guardian/queries";
import type { PolicyList } from "@/lib/guardian/schema";
import { PolicyTable } from "./policy-table";

const NewPolicyButton = lazyPart(
  () => import("./new-policy-button").then((module) => module.NewPolicyButton),
  {
    fallback: <span className="h-8" />,
  },
);

/** A condition comes to hold without an event. */
export const REFRESH_MS = 30_000;

/** What the guardian does by itself, and what it only watches. */
export function PoliciesView({ mayManage }: { mayManage: boolean }) {
  const query = useQuery(usePausable({ ...policiesQuery(), refetchInterval: REFRESH_MS as number | false }));
  return (
    <>
      <LiveNote />
      <BrokenFiles files={query.data?.brokenFiles ?? []} />
      {mayManage && (
        <div className="mb-4 flex justify-end">
          <NewPolicyButton taken={query.data?.items.map(({ name }) => name) ?? []} />
        </div>
      )}
      <Panel title="Policies" {...(query.data ? { count: query.data.items.length } : {})} flush>
        <Loaded
          query={query}
          what="the policies"
          skeleton={<SkeletonRows rows={6} label="Loading the policies" />}
        >
          {({ items }) =>
            items.length === 0 ? <NoPolicy mayManage={mayManage} /> : <PolicyTable policies={items} />
          }
        </Loaded>
      </Panel>
    </>
  );
}

function BrokenFiles({ files }: { files: PolicyList["brokenFiles"] }) {
  if (files.length === 0) return null;
  return (
    <div className="mb-4 flex flex-col gap-2">
      {files.map(({ file, fault }) => (
        <Alert key={file} tone="danger" title={`config/guardian_policies/${file} is broken`}>
          Line {fault.line}: {fault.key && `${fault.key}: `}
          {fault.message} The version before it still counts.
        </Alert>
      ))}
    </div>
  );
}

function NoPolicy({ mayManage }: { mayManage: boolean }) {
  return (
    <EmptyState
      icon={ScrollText}
      title="No policy"
      appears="A policy says when the guardian steps in by itself, what it does, and when that ends."
      how={
        mayManage
          ? "Write one here, or put a file into config/guardian_policies."
          : "Admins write them here, or as files in config/guardian_policies."
      }
    />
  );
}
