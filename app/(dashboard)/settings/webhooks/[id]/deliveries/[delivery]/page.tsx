import type { Metadata, Route } from "next";
import { DeliveryView } from "@/components/settings/webhooks/delivery-view";
import { KeepFresh } from "@/components/settings/webhooks/keep-fresh";
import { NoSuchWebhook, NotYours } from "@/components/settings/webhooks/not-yours";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import { requirePerson } from "@/lib/platform/auth/page";
import { findSeen, findSeenDelivery } from "../../found";

export const metadata: Metadata = { title: "Delivery · Settings" };

export default async function DeliveryPage({
  params,
}: {
  params: Promise<{ id: string; delivery: string }>;
}) {
  const person = await requirePerson();
  if (!person.scopes.includes("webhooks:manage")) return <NotYours />;
  const { id, delivery: deliveryId } = await params;
  const [webhook, delivery] = await Promise.all([findSeen(person, id), findSeenDelivery(person, deliveryId)]);
  if (!webhook || delivery?.webhookId !== id) return <NoSuchWebhook what="delivery" />;
  return (
    <div className="flex flex-col gap-4">
      {delivery.state === "pending" && <KeepFresh />}
      <Breadcrumbs
        crumbs={[
          { label: "Webhooks", href: "/settings/webhooks" as Route },
          { label: webhook.name, href: `/settings/webhooks/${id}` as Route },
          { label: delivery.type },
        ]}
      />
      <DeliveryView delivery={delivery} />
    </div>
  );
}
