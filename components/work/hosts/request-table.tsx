"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { LoadMore } from "@/components/ui/pagination";
import { RelativeTime } from "@/components/ui/relative-time";
import { SkeletonRows } from "@/components/ui/skeleton";
import { StatusBadge } from "@/components/ui/status";
import { RowLink, Table, TableBody, TableHead, TableRow, Td, Th } from "@/components/ui/table";
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
  const href = useWorkHref();
  return (
    <Table label={`Requests of ${host.name}`}>
      <TableHead>
        <Th>Status</Th>
        <Th>Template</Th>
        <Th>Agent</Th>
        <Th numeric>Asked</Th>
        <Th>By</Th>
        <Th className="w-1/2">Reason</Th>
        <Th className="w-1/2">What went wrong</Th>
        {mayAct && (
          <Th pinned>
            <span className="sr-only">Cancel</span>
          </Th>
        )}
      </TableHead>
      <TableBody>
        {requests.map((request) => (
          <TableRow key={request.id}>
            <Td>
              <StatusBadge kind="host_request" value={requestState(request)} />
            </Td>
            <Td rowHeader className="max-w-40 truncate" title={request.template}>
              {request.template}
            </Td>
            <Td className="max-w-52 truncate" title={request.agentName ?? undefined}>
              {request.agentId ? (
                <RowLink href={href(`/agents/${request.agentId}`)}>{request.agentName}</RowLink>
              ) : (
                <span className="text-faint">–</span>
              )}
              {request.replaces && (
                <span className="block truncate text-muted">
                  in place of{" "}
                  <Link href={href(`/agents/${request.replaces}`)} className="relative hover:underline">
                    {request.replacesName}
                  </Link>
                </span>
              )}
            </Td>
            <Td numeric>
              <RelativeTime at={request.createdAt} />
            </Td>
            <Td className="max-w-40 truncate">{request.requestedByName}</Td>
            <Td wrap className="min-w-48 wrap-anywhere">
              {request.reason}
            </Td>
            <Td wrap className="min-w-48 wrap-anywhere">
              {request.detail ?? <span className="text-faint">–</span>}
            </Td>
            {mayAct && (
              <Td pinned>{request.status === "requested" && <CancelStartButton request={request} />}</Td>
            )}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
