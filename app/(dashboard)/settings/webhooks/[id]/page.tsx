import type { Metadata, Route } from "next";
import { DeliveriesTable } from "@/components/settings/webhooks/deliveries-table";
import { EditWebhookForm } from "@/components/settings/webhooks/edit-webhook-form";
import { KeepFresh } from "@/components/settings/webhooks/keep-fresh";
import { NoSuchWebhook, NotYours } from "@/components/settings/webhooks/not-yours";
import { WebhookActions } from "@/components/settings/webhooks/webhook-actions";
import { WebhookState } from "@/components/settings/webhooks/webhook-state";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import { LinkButton } from "@/components/ui/link-button";
import { Panel } from "@/components/ui/panel";
import { requirePerson } from "@/lib/platform/auth/page";
import * as actions from "@/lib/platform/webhooks/actions";
import { DeliveryId } from "@/lib/platform/webhooks/schema";
import { knownRoutes, listDeliveries } from "@/lib/platform/webhooks/service";
import { listProjects } from "@/lib/work/service";
import { findSeen } from "./found";

export const metadata: Metadata = { title: "Webhook · Settings" };

const PAGE = 25;

export default async function WebhookPage({
  params,
  searchParams,
}: {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ before?: string | string[] }>;
}) {
  const person = await requirePerson();
  if (!person.scopes.includes("webhooks:manage")) return <NotYours />;
  const { id } = await params;
  const webhook = await findSeen(person, id);
  if (!webhook) return <NoSuchWebhook what="webhook" />;
  const cursor = DeliveryId.safeParse((await searchParams).before).data;
  const [{ items, nextCursor }, { items: projects }] = await Promise.all([
    listDeliveries(person, id, { limit: PAGE, ...(cursor && { cursor }) }),
    listProjects(person, { limit: 200 }),
  ]);
  const project = projects.find((found) => found.id === webhook.projectId);
  const here = `/settings/webhooks/${id}`;
  return (
    <div className="flex flex-col gap-4">
      <KeepFresh />
      <Breadcrumbs
        crumbs={[{ label: "Webhooks", href: "/settings/webhooks" as Route }, { label: webhook.name }]}
      />
      <Panel title={webhook.name}>
        <div className="flex flex-col gap-4">
          <WebhookState webhook={webhook} projectName={project?.name ?? webhook.projectId} />
          <WebhookActions
            webhook={webhook}
            actions={{
              test: actions.testWebhook,
              sendWaiting: actions.sendWaiting,
              rotate: actions.rotateWebhook,
              setEnabled: actions.setWebhookEnabled,
              remove: actions.deleteWebhook,
            }}
          />
        </div>
      </Panel>
      <Panel title="Deliveries" flush>
        <DeliveriesTable
          deliveries={items}
          replay={actions.replayDelivery}
          canReplay={webhook.disabledAt === null}
        />
        {(cursor || nextCursor) && (
          <nav aria-label="Pages of deliveries" className="flex gap-2 border-t border-line px-4 py-2">
            {cursor && <LinkButton href={here as Route}>Newest</LinkButton>}
            {nextCursor && <LinkButton href={`${here}?before=${nextCursor}` as Route}>Older</LinkButton>}
          </nav>
        )}
      </Panel>
      <Panel title="Edit">
        <EditWebhookForm
          action={actions.updateWebhook}
          webhook={webhook}
          routes={knownRoutes()}
          projects={projects.map(({ id: projectId, name }) => ({ id: projectId, name }))}
        />
      </Panel>
    </div>
  );
}
