"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { type Column, ListTable } from "@/components/ui/list-table";
import { LoadMore } from "@/components/ui/pagination";
import { RelativeTime } from "@/components/ui/relative-time";
import { SkeletonRows } from "@/components/ui/skeleton";
import { StatusBadge } from "@/components/ui/status";
import { RowLink } from "@/components/ui/table";
import { hostRequestsQuery } from "@/lib/work/queries";
import type { Host, HostRequest } from "@/lib/work/schema";
import { Loaded } from "../state/loaded";
import { useWorkHref } from "../use-work-href";
import { CancelStartButton } from "./cancel-start-button";
import { requestState } from "./prepare-host";

/** What a host was asked for, newest first. */
export function RequestTable({ host, mayAct }: { host: Host; mayAct: boolean }) {
  const query = useInfiniteQuery(hostRequestsQuery(host.id));
  return (
    <Loaded
      query={query}
      what={`the requests of ${host.name}`}
      skeleton={<SkeletonRows rows={2} label="Loading the requests" />}
    >
      {({ pages }) => {
        const items = pages.flatMap((page) => page.items);
        if (items.length === 0) {
          return <p className="px-4 py-3 text-muted">It has not been asked for an agent yet.</p>;
        }
        return (
          <>
            <Rows host={host} requests={items} mayAct={mayAct} />
            {query.hasNextPage && (
              <LoadMore
                shown={items.length}
                noun="requests"
                hasMore={query.hasNextPage}
                loading={query.isFetchingNextPage}
                onLoadMore={() => void query.fetchNextPage()}
              />
            )}
          </>
        );
      }}
    </Loaded>
  );
}

function Rows({ host, requests, mayAct }: { host: Host; requests: HostRequest[]; mayAct: boolean }) {
  const columns: Column<HostRequest>[] = [
    {
      head: "Status",
      as: "mark",
      cell: (request) => <StatusBadge {...requestState(request)} />,
    },
    {
      head: "Template",
      as: "name",
      cutAt: "max-w-40",
      cut: (request) => request.template,
      cell: (request) => request.template,
    },
    {
      head: "Agent",
      cutAt: "max-w-52",
      cut: (request) => request.agentName,
      cell: (request) => (request.agentId || request.replaces) && <RequestedAgent request={request} />,
    },
    { head: "Asked", numeric: true, cell: (request) => <RelativeTime at={request.createdAt} /> },
    {
      head: "By",
      cutAt: "max-w-40",
      cut: (request) => request.requestedByName,
      cell: (request) => request.requestedByName,
    },
    {
      head: "Reason",
      as: "text",
      className: PROSE,
      headClassName: "w-1/2",
      cell: (request) => request.reason,
    },
    { head: "What went wrong", className: PROSE, headClassName: "w-1/2", cell: (request) => request.detail },
  ];
  if (mayAct) {
    columns.push({
      head: "Cancel",
      as: "acts",
      className: "stacked:-ml-2 stacked:pointer-coarse:-ml-3",
      cell: (request) => request.status === "requested" && <CancelStartButton request={request} />,
    });
  }
  return <ListTable label={`Requests of ${host.name}`} columns={columns} rows={requests} />;
}

const PROSE = "min-w-48 wrap-anywhere whitespace-normal!";

function RequestedAgent({
  request: { agentId, agentName, replaces, replacesName },
}: {
  request: HostRequest;
}) {
  const href = useWorkHref();
  return (
    <>
      {agentId ? (
        <RowLink href={href(`/agents/${agentId}`)}>{agentName}</RowLink>
      ) : (
        <span className="text-faint">–</span>
      )}
      {replaces && (
        <span className="block truncate text-muted">
          in place of{" "}
          <Link href={href(`/agents/${replaces}`)} className="relative hover:underline">
            {replacesName}
          </Link>
        </span>
      )}
    </>
  );
}
