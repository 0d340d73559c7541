import { Skeleton, SkeletonRows } from "@/components/ui/skeleton";

/** A page of one list while its data is on its way. */
export function PageSkeleton({ label, rows }: { label: string; rows: number }) {
  return (
    <>
      <Skeleton className="mb-5 h-7 w-32" />
      <Skeleton className="mb-4 h-8 w-80 max-w-full" />
      <div className="rounded-lg border border-line bg-surface">
        <div className="flex h-10 items-center border-b border-line px-4">
          <Skeleton className="h-4 w-20" />
        </div>
        <SkeletonRows rows={rows} label={label} />
      </div>
    </>
  );
}
