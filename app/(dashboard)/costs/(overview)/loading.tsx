import { PageSkeleton } from "@/components/work/state/page-skeleton";

export default function Loading() {
  return <PageSkeleton label="Loading the costs" rows={8} />;
}
