import { Alert } from "@/components/ui/alert";
import { DataList, Fact } from "@/components/ui/data-list";
import { RelativeTime } from "@/components/ui/relative-time";
import type { Webhook } from "@/lib/platform/webhooks/schema";
import { HealthBadge } from "./health-badge";

const WHY = {
  person: "Somebody disabled it. What waited goes on when it is enabled again.",
  gone: "The receiver answered 410 Gone, which means: send nothing more.",
  failing: "Every attempt failed for five days.",
};

/** What is wrong with an endpoint, if something is, and its facts. */
export function WebhookState({ webhook, projectName }: { webhook: Webhook; projectName: string | null }) {
  const { disabledReason, failingSince } = webhook;
  return (
    <div className="flex flex-col gap-4">
      {disabledReason && (
        <Alert tone="warning" title="This webhook is disabled">
          {WHY[disabledReason]} What happened meanwhile is not sent afterwards; GET /api/v1/events has it.
        </Alert>
      )}
      {webhook.warning && (
        <Alert tone="warning" title="Nothing will come over its route">
          {webhook.warning} The rules stand in config/alert_rules.yaml.
        </Alert>
      )}
      {!disabledReason && failingSince && (
        <Alert tone="danger" title="Deliveries fail">
          The first failure was <RelativeTime at={failingSince} />, with no success since. Failed deliveries
          are tried again for about a day, and at once when one gets through; after five days of nothing but
          failures the webhook is disabled.
        </Alert>
      )}
      <DataList>
        <Fact term="Health">
          <HealthBadge health={webhook.health} />
        </Fact>
        <Fact term="URL">
          <code className="break-all">{webhook.url}</code>
        </Fact>
        <Fact term="Events">
          {webhook.route ? (
            <>
              Alerts to <code>{webhook.route}</code>
            </>
          ) : webhook.types.length === 0 ? (
            "Every event"
          ) : (
            <code className="break-words">{webhook.types.join(", ")}</code>
          )}
        </Fact>
        <Fact term="Project">{projectName ?? "All projects"}</Fact>
        <Fact term="Waiting">
          {webhook.pending === 1 ? "1 delivery" : `${webhook.pending.toLocaleString("en")} deliveries`}
        </Fact>
        <Fact term="Last delivered">
          {webhook.lastSuccessAt ? <RelativeTime at={webhook.lastSuccessAt} /> : "Never"}
        </Fact>
        {webhook.formerSecretUntil && (
          <Fact term="Former secret">
            also signs until <RelativeTime at={webhook.formerSecretUntil} />
          </Fact>
        )}
      </DataList>
    </div>
  );
}
