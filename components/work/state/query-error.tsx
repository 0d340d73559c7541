"use client";

import { ErrorState } from "@/components/ui/error-state";
import { LinkButton } from "@/components/ui/link-button";
import { ApiError } from "@/lib/client/http";
import type { Loadable } from "./loadable";

export function QueryError({ query, error, what }: { query: Loadable<unknown>; error: Error; what: string }) {
  const problem = error instanceof ApiError ? error.problem : undefined;
  if (problem?.code === "unauthenticated") {
    return (
      <div role="alert" className="flex flex-col items-center gap-3 px-4 py-10 text-center">
        <p className="font-semibold">Your session has ended</p>
        <LinkButton href="/sign-in">Sign in again</LinkButton>
      </div>
    );
  }
  return (
    <ErrorState
      title={`Could not load ${what}`}
      detail={problem && problem.status >= 500 ? "The control room could not answer." : error.message}
      requestId={problem?.requestId}
      onRetry={() => void query.refetch()}
      retrying={query.isFetching}
    />
  );
}
