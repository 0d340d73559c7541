import { Button } from "./button";

/** The foot of a list that grows: how much is shown, and a way to more. */
export function LoadMore({
  shown,
  total,
  noun,
  hasMore,
  loading,
  onLoadMore,
}: {
  shown: number;
  total?: number;
  noun: string;
  hasMore: boolean;
  loading?: boolean;
  onLoadMore: () => void;
}) {
  const figures =
    total === undefined
      ? `${shown.toLocaleString("en")} ${noun}`
      : `${shown.toLocaleString("en")} of ${total.toLocaleString("en")} ${noun}`;
  return (
    <div className="flex min-h-12 items-center justify-between gap-4 border-t border-line px-4 py-2">
      <p role="status" className="text-muted tabular-nums">
        {hasMore || shown === 1 ? `${figures} shown` : `All ${shown.toLocaleString("en")} ${noun} shown`}
      </p>
      {hasMore && (
        <Button onClick={onLoadMore} loading={loading}>
          Load more
        </Button>
      )}
    </div>
  );
}
