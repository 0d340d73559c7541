import { DataList, Fact } from "@/components/ui/data-list";
import { Duration } from "@/components/ui/duration";
import { Panel } from "@/components/ui/panel";
import { RelativeTime } from "@/components/ui/relative-time";
import { ScrollRegion } from "@/components/ui/scroll-region";
import type { DeliveryDetail } from "@/lib/platform/webhooks/schema";
import { DeliveryBadge } from "./delivery-badge";

/** One delivery: what was sent, and every attempt with its answer. */
export function DeliveryView({ delivery }: { delivery: DeliveryDetail }) {
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      <Panel title="Delivery">
        <DataList>
          <Fact term="State">
            <DeliveryBadge delivery={delivery} />
          </Fact>
          <Fact term="Event">
            <code>{delivery.type}</code>
          </Fact>
          <Fact term="webhook-id">
            <code className="break-all">{delivery.messageId}</code>
          </Fact>
          <Fact term="Made">
            <RelativeTime at={delivery.createdAt} />
          </Fact>
          {delivery.nextAttemptAt && delivery.attemptCount > 0 && (
            <Fact term="Next attempt">
              <RelativeTime at={delivery.nextAttemptAt} />
            </Fact>
          )}
          {delivery.replayOf && (
            <Fact term="Replay of">
              <code className="break-all">{delivery.replayOf}</code>
            </Fact>
          )}
        </DataList>
        <h3 className="mt-4 mb-1 font-medium">Body</h3>
        <Text label="Body" text={indent(delivery.body)} />
      </Panel>
      <Panel title="Attempts" count={delivery.attempts.length}>
        {delivery.attempts.length === 0 ? (
          <p className="text-muted">None yet.</p>
        ) : (
          <ol className="flex flex-col gap-4">
            {delivery.attempts.map((attempt) => (
              <li key={attempt.number}>
                <p className="font-medium">
                  {attempt.number}. {attempt.status ?? "No answer"}
                  <span className="font-normal text-muted">
                    {" "}
                    after <Duration durationMs={attempt.durationMs} />,{" "}
                    <RelativeTime at={attempt.startedAt} />
                  </span>
                </p>
                {attempt.error && <p className="text-danger">{attempt.error}</p>}
                {attempt.response && (
                  <div className="mt-1">
                    <Text label={`Answer to attempt ${attempt.number}`} text={attempt.response} />
                  </div>
                )}
              </li>
            ))}
          </ol>
        )}
      </Panel>
    </div>
  );
}

function Text({ label, text }: { label: string; text: string }) {
  return (
    <ScrollRegion label={label} className="max-h-96 overflow-auto rounded-md border border-line bg-sunken">
      <pre className="p-3 whitespace-pre-wrap wrap-anywhere">{text}</pre>
    </ScrollRegion>
  );
}

function indent(body: string): string {
  return JSON.stringify(JSON.parse(body), null, 2);
}
