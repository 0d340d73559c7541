import { SearchX } from "lucide-react";
import type { Route } from "next";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";

/** Shown in the page itself: what `notFound()` renders is blank without JavaScript. */
export function NoSuchProject() {
  return (
    <Card>
      <EmptyState
        icon={SearchX}
        title="There is no such project"
        appears="The address may be incomplete."
        how="The list has every project that you may see."
        action={<LinkButton href={"/settings/projects" as Route}>All projects</LinkButton>}
      />
    </Card>
  );
}
