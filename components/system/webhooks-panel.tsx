import { HealthBadge } from "@/components/settings/webhooks/health-badge";
import { type Column, ListTable } from "@/components/ui/list-table";
import { RelativeTime } from "@/components/ui/relative-time";
import type { WebhookStanding } from "@/lib/platform/system/schema";
import { SystemPanel } from "./system-panel";

const COLUMNS: Column<WebhookStanding>[] = [
  { head: "Webhook", as: "name", cell: ({ name }) => name },
  { head: "Health", as: "mark", cell: ({ health }) => <HealthBadge health={health} /> },
  { head: "Waiting", numeric: true, cell: ({ waiting }) => waiting.toLocaleString("en") },
  {
    head: "Last delivered",
    cell: ({ lastSuccessAt }) => (lastSuccessAt ? <RelativeTime at={lastSuccessAt} column /> : null),
  },
  {
    head: "What is wrong",
    as: "text",
    className: "min-w-60 whitespace-normal!",
    cell: ({ trouble }) => trouble && trouble.charAt(0).toUpperCase() + trouble.slice(1),
  },
];

const NONE = {
  title: "No webhook is set up",
  appears: "Each endpoint that is told what happens, and whether it is reached.",
  how: "An admin sets one up in Settings, Webhooks.",
};

/** Whether what is told to the world outside arrives there. */
export function WebhooksPanel({ webhooks }: { webhooks: WebhookStanding[] }) {
  return (
    <SystemPanel
      id="webhooks"
      title="Webhooks"
      count={webhooks.length}
      empty={webhooks.length === 0 && NONE}
      note="What waits is tried again for about a day. A webhook that gets nothing for ten minutes is an alert by the rule notifications_failing."
    >
      <ListTable label="Webhooks" columns={COLUMNS} rows={webhooks} />
    </SystemPanel>
  );
}
