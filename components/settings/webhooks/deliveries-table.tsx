"use client";

import { History } from "lucide-react";
import type { Route } from "next";
import { useActionState } from "react";
import { EmptyState } from "@/components/ui/empty-state";
import { RelativeTime } from "@/components/ui/relative-time";
import { SubmitButton } from "@/components/ui/submit-button";
import { RowLink, Table, TableBody, TableHead, TableRow, Td, Th } from "@/components/ui/table";
import { VisuallyHidden } from "@/components/ui/visually-hidden";
import { type FormAction, IDLE } from "@/lib/platform/http/form";
import type { Delivery } from "@/lib/platform/webhooks/schema";
import { FormNotice } from "../form-notice";
import { DeliveryBadge } from "./delivery-badge";

export function DeliveriesTable({
  deliveries,
  replay,
  canReplay,
}: {
  deliveries: Delivery[];
  replay: FormAction;
  canReplay: boolean;
}) {
  const [state, send] = useActionState(replay, IDLE);
  if (deliveries.length === 0) {
    return (
      <EmptyState
        icon={History}
        title="Nothing sent yet"
        appears="Every delivery is listed here for 30 days, with what the receiver answered."
        how="Send a test message, or wait for an event that this webhook wants."
      />
    );
  }
  return (
    <>
      {state.status !== "idle" && (
        <div className="border-b border-line px-4 py-2">
          <FormNotice state={state} />
        </div>
      )}
      <Table label="Deliveries">
        <TableHead>
          <Th>Event</Th>
          <Th>State</Th>
          <Th numeric>Attempts</Th>
          <Th>Last answer</Th>
          <Th>Next attempt</Th>
          <Th>Made</Th>
          <Th>
            <VisuallyHidden>Replay</VisuallyHidden>
          </Th>
        </TableHead>
        <TableBody>
          {deliveries.map((delivery) => (
            <TableRow key={delivery.id}>
              <Td rowHeader>
                <RowLink href={`/settings/webhooks/${delivery.webhookId}/deliveries/${delivery.id}` as Route}>
                  <code>{delivery.type}</code>
                  {delivery.replayOf && <span className="font-normal text-muted"> (replay)</span>}
                </RowLink>
              </Td>
              <Td>
                <DeliveryBadge delivery={delivery} />
              </Td>
              <Td numeric>{delivery.attemptCount}</Td>
              <Td className="max-w-72 truncate text-muted">{lastAnswer(delivery)}</Td>
              <Td className="text-muted">
                {delivery.nextAttemptAt && delivery.attemptCount > 0 ? (
                  <RelativeTime at={delivery.nextAttemptAt} column />
                ) : (
                  "–"
                )}
              </Td>
              <Td className="text-muted">
                <RelativeTime at={delivery.createdAt} column />
              </Td>
              <Td className="text-right">
                {canReplay && (
                  <form action={send} className="relative z-1">
                    <input type="hidden" name="id" value={delivery.id} />
                    <SubmitButton variant="ghost">
                      {delivery.state === "pending" ? "Send now" : "Replay"}
                      <VisuallyHidden>
                        {" "}
                        {delivery.type} of {delivery.createdAt}
                      </VisuallyHidden>
                    </SubmitButton>
                  </form>
                )}
              </Td>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </>
  );
}

function lastAnswer({ lastAttempt }: Delivery): string {
  if (!lastAttempt) return "–";
  return lastAttempt.error ?? `${lastAttempt.status} in ${lastAttempt.durationMs.toLocaleString("en")} ms`;
}
