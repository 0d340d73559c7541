import { Webhook as WebhookIcon } from "lucide-react";
import type { Route } from "next";
import { Badge } from "@/components/ui/badge";
import { EmptyState } from "@/components/ui/empty-state";
import { RelativeTime } from "@/components/ui/relative-time";
import { RowLink, Table, TableBody, TableHead, TableRow, Td, Th } from "@/components/ui/table";
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
  return (
    <Table label="Webhooks">
      <TableHead>
        <Th className="sticky left-0">Name</Th>
        <Th>Health</Th>
        <Th>Events</Th>
        <Th>Project</Th>
        <Th numeric>Waiting</Th>
        <Th>Last delivered</Th>
      </TableHead>
      <TableBody>
        {webhooks.map((webhook) => (
          <TableRow key={webhook.id}>
            <Td
              rowHeader
              className="sticky! left-0 z-1 max-w-44 min-w-32 bg-surface py-2 [tr:hover>&]:bg-hover wrap-anywhere whitespace-normal! sm:max-w-96"
            >
              <RowLink href={`/settings/webhooks/${webhook.id}` as Route}>{webhook.name}</RowLink>
              <span className="block truncate font-normal text-muted">{hostOf(webhook.url)}</span>
            </Td>
            <Td>
              <HealthBadge health={webhook.health} />
              {webhook.warning && (
                <span className="ml-1.5" title={webhook.warning}>
                  <Badge tone="warning">No such route</Badge>
                </span>
              )}
            </Td>
            <Td className="max-w-72 truncate text-muted">
              {webhook.route ? (
                <>
                  Alerts to <code>{webhook.route}</code>
                </>
              ) : webhook.types.length === 0 ? (
                "Every event"
              ) : (
                <code>{webhook.types.join(", ")}</code>
              )}
            </Td>
            <Td>{webhook.projectName ?? "All projects"}</Td>
            <Td numeric>{webhook.pending.toLocaleString("en")}</Td>
            <Td className="text-muted">
              {webhook.lastSuccessAt ? <RelativeTime at={webhook.lastSuccessAt} column /> : "Never"}
            </Td>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

function hostOf(url: string): string {
  return URL.parse(url)?.host ?? url;
}
