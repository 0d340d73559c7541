import { PageSkeleton } from "@/components/work/state/page-skeleton";

export default function Loading() {
  return <PageSkeleton label="Loading the intervention" rows={6} />;
}
