import type { Metadata } from "next";
import { CreateWebhookForm } from "@/components/settings/webhooks/create-webhook-form";
import { KeepFresh } from "@/components/settings/webhooks/keep-fresh";
import { NotYours } from "@/components/settings/webhooks/not-yours";
import { WebhooksTable } from "@/components/settings/webhooks/webhooks-table";
import { Panel } from "@/components/ui/panel";
import { requirePerson } from "@/lib/platform/auth/page";
import { createWebhook } from "@/lib/platform/webhooks/actions";
import { knownRoutes, listWebhooks } from "@/lib/platform/webhooks/service";
import { listProjects } from "@/lib/work/service";

export const metadata: Metadata = { title: "Webhooks · Settings" };

export default async function WebhooksPage() {
  const person = await requirePerson();
  if (!person.scopes.includes("webhooks:manage")) return <NotYours />;
  const [{ items }, { items: projects }] = await Promise.all([
    listWebhooks(person),
    listProjects(person, { limit: 200 }),
  ]);
  const names = new Map(projects.map(({ id, name }) => [id, name]));
  const webhooks = items.map((webhook) => ({
    ...webhook,
    projectName: webhook.projectId && (names.get(webhook.projectId) ?? webhook.projectId),
  }));
  return (
    <div className="flex flex-col gap-4">
      <KeepFresh />
      <Panel title="Webhooks" count={webhooks.length} flush>
        <WebhooksTable webhooks={webhooks} />
      </Panel>
      <Panel title="New webhook">
        <CreateWebhookForm
          action={createWebhook}
          projects={projects.map(({ id, name }) => ({ id, name }))}
          routes={knownRoutes()}
        />
      </Panel>
    </div>
  );
}
