"use client";

import { useQueryClient } from "@tanstack/react-query";
import { ArrowDownToLine, Download } from "lucide-react";
import { memo, useEffect, useRef } from "react";
import { Button } from "@/components/ui/button";
import { buttonClass } from "@/components/ui/button-class";
import { ErrorState } from "@/components/ui/error-state";
import { ApiError } from "@/lib/client/http";
import { workKeys } from "@/lib/work/queries";
import type { Artifact, Attempt } from "@/lib/work/schema";
import { artifactHref } from "../links";
import type { LogBlock } from "../prepare-log";
import { LogSkeleton } from "./log-skeleton";
import { LogStatus } from "./log-status";
import { useFollow } from "./use-follow";
import { useLog } from "./use-log";

/** An attempt's log as it grows; remount it for another attempt. */
export function LogView({
  taskId,
  attempt,
  artifact,
}: {
  taskId: string;
  attempt: Attempt;
  artifact: Artifact | undefined;
}) {
  const log = useLog(taskId, attempt.id, artifact?.sizeBytes ?? 0);
  const box = useRef<HTMLDivElement>(null);
  const { blocks } = log.buffer;
  const queries = useQueryClient();
  // A log's first line is no event, so the task does not know yet that there is a log to download.
  const isUnknown = artifact === undefined && blocks.length > 0;
  useEffect(() => {
    if (isUnknown) void queries.invalidateQueries({ queryKey: workKeys.task(taskId) });
  }, [isUnknown, queries, taskId]);
  const { isFollowing, setFollowing, onScroll } = useFollow(box, blocks, attempt.endedAt === null);
  if (log.sizeBytes === null) {
    return log.error ? (
      <ErrorState
        title="Could not load the log"
        detail={log.error.message}
        requestId={log.error instanceof ApiError ? log.error.problem.requestId : undefined}
        onRetry={log.retry}
        retrying={log.isReading}
      />
    ) : (
      <LogSkeleton />
    );
  }
  return (
    <>
      <div className="flex flex-wrap items-center gap-2 border-b border-line px-4 py-1.5">
        <LogStatus log={log} isOpen={attempt.endedAt === null} />
        <div className="ml-auto flex items-center gap-2">
          {!log.isClosed && (
            <Button
              size="sm"
              aria-pressed={isFollowing}
              className="aria-pressed:bg-selected"
              onClick={() => setFollowing(!isFollowing)}
            >
              <ArrowDownToLine aria-hidden="true" />
              Follow
            </Button>
          )}
          {artifact && (
            <a
              href={artifactHref(artifact)}
              download={artifact.name}
              className={buttonClass("secondary", "sm")}
            >
              <Download aria-hidden="true" />
              Download whole log
            </a>
          )}
        </div>
      </div>
      <div
        ref={box}
        onScroll={onScroll}
        className="max-h-96 min-h-20 overflow-auto bg-sunken px-4 py-3 focus-visible:-outline-offset-2"
        {...region(attempt.number)}
      >
        {blocks.length === 0 ? (
          <p className="text-muted">
            {log.isClosed
              ? "This attempt printed nothing."
              : "Nothing was printed yet. New lines appear here."}
          </p>
        ) : (
          blocks.map((block) => <Block key={block.id} block={block} />)
        )}
      </div>
    </>
  );
}

/** Read on demand: a log that spoke each of its lines would drown out everything else. */
function region(number: number) {
  return { role: "log", "aria-live": "off" as const, "aria-label": `Log of attempt ${number}`, tabIndex: 0 };
}

const Block = memo(function Block({ block }: { block: LogBlock }) {
  return <pre className="whitespace-pre-wrap wrap-anywhere">{block.text}</pre>;
});
