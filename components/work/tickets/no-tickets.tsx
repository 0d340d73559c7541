import type { ReactNode } from "react";
import { EmptyState } from "@/components/ui/empty-state";

export function NoTickets({ newTicket }: { newTicket: ReactNode }) {
  return (
    <EmptyState
      title="No open tickets"
      appears="A ticket is a piece of work that moves through phases; its tasks are what agents do."
      how={newTicket ? "Create one here, or through POST /api/v1/tickets." : "Leads and admins create them."}
      action={newTicket}
    />
  );
}
