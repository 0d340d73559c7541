import { PageSkeleton } from "@/components/work/state/page-skeleton";

export default function Loading() {
  return <PageSkeleton label="Loading the interventions" rows={8} />;
}
