import { PageSkeleton } from "@/components/work/state/page-skeleton";

export default function Loading() {
  return <PageSkeleton label="Loading the alerts" rows={8} />;
}
