import { Lock, SearchX } from "lucide-react";
import type { Route } from "next";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";

export function NotYours() {
  return (
    <Card>
      <EmptyState
        icon={Lock}
        title="Webhooks are an admin's business"
        appears="They send what happens here to other programs."
        how="Ask an admin to set one up, or to make you admin."
      />
    </Card>
  );
}

/** Shown in the page itself: what `notFound()` renders is blank without JavaScript. */
export function NoSuchWebhook({ what }: { what: "webhook" | "delivery" }) {
  return (
    <Card>
      <EmptyState
        icon={SearchX}
        title={`There is no such ${what}`}
        appears="It may have been deleted, or the address is incomplete."
        how="The list has every webhook that there is."
        action={<LinkButton href={"/settings/webhooks" as Route}>All webhooks</LinkButton>}
      />
    </Card>
  );
}
