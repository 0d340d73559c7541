import { Skeleton } from "@/components/ui/skeleton";
import { BoardSkeleton } from "@/components/work/tickets/board-skeleton";

export default function Loading() {
  return (
    <>
      <Skeleton className="mb-5 h-7 w-32" />
      <Skeleton className="mb-4 h-8 w-80 max-w-full" />
      <BoardSkeleton />
    </>
  );
}
