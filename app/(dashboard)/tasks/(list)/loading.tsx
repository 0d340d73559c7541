import { PageSkeleton } from "@/components/work/state/page-skeleton";

export default function Loading() {
  return <PageSkeleton label="Loading the tasks" rows={14} />;
}
