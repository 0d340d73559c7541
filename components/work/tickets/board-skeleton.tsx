import { Skeleton } from "@/components/ui/skeleton";

const COLUMNS = ["a", "b", "c", "d", "e"];

export function BoardSkeleton() {
  return (
    <div role="status" className="flex gap-3 overflow-hidden">
      <span className="sr-only">Loading the tickets</span>
      {COLUMNS.map((key, index) => (
        <div
          key={key}
          className="flex w-full shrink-0 flex-col gap-2 rounded-lg border border-line bg-sunken p-2 md:w-66"
        >
          <Skeleton className="mx-1 mt-1 h-4 w-24" />
          <Skeleton className="mx-1 mb-1 h-3 w-40" />
          {COLUMNS.slice(index % 3).map((card) => (
            <Skeleton key={card} className="h-26 rounded-lg" />
          ))}
        </div>
      ))}
    </div>
  );
}
