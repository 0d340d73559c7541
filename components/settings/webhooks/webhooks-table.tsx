import { Webhook as WebhookIcon } from "lucide-react";
import type { Route } from "next";
import { Badge } from "@/components/ui/badge";
import { EmptyState } from "@/components/ui/empty-state";
import { type Column, ListTable } from "@/components/ui/list-table";
import { RelativeTime } from "@/components/ui/relative-time";
import { RowLink } from "@/components/ui/table";
import type { Webhook } from "@/lib/platform/webhooks/schema";
import { HealthBadge } from "./health-badge";

export type ListedWebhook = Webhook & { projectName: string | null };

export function WebhooksTable({ webhooks }: { webhooks: ListedWebhook[] }) {
  if (webhooks.length === 0) {
    return (
      <EmptyState
        icon={WebhookIcon}
        title="No webhooks yet"
        appears="A webhook sends what happens here to another program, signed, as it happens."
        how="Create one below, then send it a test message."
      />
    );
  }
  return <ListTable label="Webhooks" columns={COLUMNS} rows={webhooks} />;
}

const COLUMNS: Column<ListedWebhook>[] = [
  {
    head: "Name",
    as: "name",
    className: "max-w-96 py-2 wrap-anywhere whitespace-normal!",
    cell: ({ id, name, url }) => (
      <>
        <RowLink href={`/settings/webhooks/${id}` as Route}>{name}</RowLink>
        <span className="block truncate font-normal text-muted">{hostOf(url)}</span>
      </>
    ),
  },
  {
    head: "Health",
    as: "mark",
    cell: ({ health, warning }) => (
      <>
        <HealthBadge health={health} />
        {warning && (
          <span className="ml-1.5" title={warning}>
            <Badge tone="warning">No such route</Badge>
          </span>
        )}
      </>
    ),
  },
  {
    head: "Events",
    className: "text-muted",
    cutAt: "max-w-72",
    cut: wanted,
    cell: (webhook) => <Events webhook={webhook} />,
  },
  { head: "Project", cell: ({ projectName }) => projectName ?? "All projects" },
  { head: "Waiting", numeric: true, cell: ({ pending }) => pending.toLocaleString("en") },
  {
    head: "Last delivered",
    className: "text-muted",
    cell: ({ lastSuccessAt }) => (lastSuccessAt ? <RelativeTime at={lastSuccessAt} column /> : "Never"),
  },
];

function Events({ webhook: { route, types } }: { webhook: ListedWebhook }) {
  if (route) {
    return (
      <>
        Alerts to <code>{route}</code>
      </>
    );
  }
  return types.length === 0 ? "Every event" : <code>{types.join(", ")}</code>;
}

function wanted({ route, types }: ListedWebhook): string | null {
  return route === null ? types.join(", ") : null;
}

function hostOf(url: string): string {
  return URL.parse(url)?.host ?? url;
}
