import { Skeleton } from "@/components/ui/skeleton";

export function LogSkeleton() {
  return (
    <div role="status" className="flex h-30 flex-col gap-2.5 px-4 py-3">
      <span className="sr-only">Loading the log</span>
      {["w-2/5", "w-3/5", "w-1/2", "w-3/4", "w-1/3", "w-2/3"].map((width) => (
        <Skeleton key={width} className={`h-3 ${width}`} />
      ))}
    </div>
  );
}
