import { CircleAlert, RotateCw } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "./button";
import { CopyButton } from "./copy-button";

/** Something failed: what, and what to do. The request id is what support and the log need. */
export function ErrorState({
  title,
  detail,
  requestId,
  onRetry,
  retrying,
}: {
  title: ReactNode;
  detail?: ReactNode;
  requestId?: string;
  onRetry?: () => void;
  retrying?: boolean;
}) {
  return (
    <div role="alert" className="mx-auto flex max-w-md flex-col items-center gap-1 px-4 py-10 text-center">
      <CircleAlert aria-hidden="true" strokeWidth={1.5} className="mb-2 size-6 text-danger" />
      <p className="font-semibold">{title}</p>
      {detail && <p className="text-balance text-muted">{detail}</p>}
      {requestId && (
        <p className="flex max-w-full items-center gap-1 text-xs text-faint">
          <span className="truncate">
            Request <code>{requestId}</code>
          </span>
          <CopyButton text={requestId} label="Copy request id" />
        </p>
      )}
      {onRetry && (
        <Button onClick={onRetry} loading={retrying} className="mt-3">
          <RotateCw aria-hidden="true" />
          Try again
        </Button>
      )}
    </div>
  );
}
