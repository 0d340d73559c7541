"use client";

import { History } from "lucide-react";
import type { Route } from "next";
import { useActionState } from "react";
import { EmptyState } from "@/components/ui/empty-state";
import { type Column, ListTable } from "@/components/ui/list-table";
import { RelativeTime } from "@/components/ui/relative-time";
import { SubmitButton } from "@/components/ui/submit-button";
import { RowLink } from "@/components/ui/table";
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
  const columns: Column<Delivery>[] = [
    {
      head: "Event",
      as: "name",
      cell: ({ id, webhookId, type, replayOf }) => (
        <RowLink href={`/settings/webhooks/${webhookId}/deliveries/${id}` as Route}>
          <code>{type}</code>
          {replayOf && <span className="font-normal text-muted"> (replay)</span>}
        </RowLink>
      ),
    },
    { head: "State", as: "mark", cell: (delivery) => <DeliveryBadge delivery={delivery} /> },
    { head: "Attempts", numeric: true, cell: ({ attemptCount }) => attemptCount },
    { head: "Last answer", className: "text-muted", cutAt: "max-w-72", cut: lastAnswer, cell: lastAnswer },
    {
      head: "Next attempt",
      className: "text-muted",
      cell: ({ nextAttemptAt, attemptCount }) =>
        nextAttemptAt && attemptCount > 0 ? <RelativeTime at={nextAttemptAt} column /> : null,
    },
    {
      head: "Made",
      className: "text-muted",
      cell: ({ createdAt }) => <RelativeTime at={createdAt} column />,
    },
    {
      head: "Replay",
      className: "stacked:-ml-3",
      as: "acts",
      cell: (delivery) => canReplay && <ReplayForm delivery={delivery} send={send} />,
    },
  ];
  return (
    <>
      {state.status !== "idle" && (
        <div className="border-b border-line px-4 py-2">
          <FormNotice state={state} />
        </div>
      )}
      <ListTable label="Deliveries" columns={columns} rows={deliveries} />
    </>
  );
}

function ReplayForm({ delivery, send }: { delivery: Delivery; send: (form: FormData) => void }) {
  return (
    <form action={send}>
      <input type="hidden" name="id" value={delivery.id} />
      <SubmitButton variant="ghost">
        {delivery.state === "pending" ? "Send now" : "Replay"}
        <VisuallyHidden>
          {" "}
          {delivery.type} of {delivery.createdAt}
        </VisuallyHidden>
      </SubmitButton>
    </form>
  );
}

function lastAnswer({ lastAttempt }: Delivery): string | null {
  if (!lastAttempt) return null;
  return lastAttempt.error ?? `${lastAttempt.status} in ${lastAttempt.durationMs.toLocaleString("en")} ms`;
}
