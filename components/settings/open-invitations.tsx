"use client";

import { MailOpen } from "lucide-react";
import { useActionState } from "react";
import { EmptyState } from "@/components/ui/empty-state";
import { type Column, ListTable } from "@/components/ui/list-table";
import { Panel } from "@/components/ui/panel";
import { RelativeTime } from "@/components/ui/relative-time";
import { SubmitButton } from "@/components/ui/submit-button";
import { VisuallyHidden } from "@/components/ui/visually-hidden";
import type { Invitation } from "@/lib/platform/auth/schema";
import { type FormAction, IDLE } from "@/lib/platform/http/form";
import { FormNotice } from "./form-notice";
import { ROLE_NAMES } from "./words";

/** Links that still open; a revoked one leaves the list, so the notice stands above it. */
export function OpenInvitations({ invitations, revoke }: { invitations: Invitation[]; revoke: FormAction }) {
  const [state, send] = useActionState(revoke, IDLE);
  const columns: Column<Invitation>[] = [
    { head: "E-mail", as: "name", cell: ({ email }) => email },
    { head: "Role", cell: ({ role }) => ROLE_NAMES[role] },
    {
      head: "Invited",
      className: "text-muted",
      cell: ({ createdAt }) => <RelativeTime at={createdAt} column />,
    },
    {
      head: "Expires",
      className: "text-muted",
      cell: ({ expiresAt }) => <RelativeTime at={expiresAt} column />,
    },
    {
      head: "Revoke",
      className: "stacked:-ml-3",
      as: "acts",
      cell: ({ id, email }) => (
        <form action={send}>
          <input type="hidden" name="id" value={id} />
          <SubmitButton variant="ghost">
            Revoke<VisuallyHidden> the invitation of {email}</VisuallyHidden>
          </SubmitButton>
        </form>
      ),
    },
  ];
  return (
    <Panel title="Open invitations" count={invitations.length} flush>
      {state.status !== "idle" && (
        <div className="border-b border-line px-4 py-2">
          <FormNotice state={state} />
        </div>
      )}
      {invitations.length === 0 ? (
        <EmptyState
          icon={MailOpen}
          title="No open invitations"
          appears="Links that were made and not used yet are listed here."
          how="Make one above, and send it yourself: OmoiOS sends no mail."
        />
      ) : (
        <ListTable label="Open invitations" columns={columns} rows={invitations} slim />
      )}
    </Panel>
  );
}
