"use client";

import { MailOpen } from "lucide-react";
import { useActionState } from "react";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import { RelativeTime } from "@/components/ui/relative-time";
import { SubmitButton } from "@/components/ui/submit-button";
import { Table, TableBody, TableHead, TableRow, Td, Th } from "@/components/ui/table";
import { VisuallyHidden } from "@/components/ui/visually-hidden";
import type { Invitation } from "@/lib/platform/auth/schema";
import { type FormAction, IDLE } from "@/lib/platform/http/form";
import { FormNotice } from "./form-notice";
import { ROLE_NAMES } from "./words";

/** Links that still open; a revoked one leaves the list, so the notice stands above it. */
export function OpenInvitations({ invitations, revoke }: { invitations: Invitation[]; revoke: FormAction }) {
  const [state, send] = useActionState(revoke, IDLE);
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
        <Table label="Open invitations">
          <TableHead>
            <Th>E-mail</Th>
            <Th>Role</Th>
            <Th>Invited</Th>
            <Th>Expires</Th>
            <Th>
              <VisuallyHidden>Revoke</VisuallyHidden>
            </Th>
          </TableHead>
          <TableBody>
            {invitations.map((invitation) => (
              <TableRow key={invitation.id}>
                <Td rowHeader>{invitation.email}</Td>
                <Td>{ROLE_NAMES[invitation.role]}</Td>
                <Td className="text-muted">
                  <RelativeTime at={invitation.createdAt} column />
                </Td>
                <Td className="text-muted">
                  <RelativeTime at={invitation.expiresAt} column />
                </Td>
                <Td className="text-right">
                  <form action={send}>
                    <input type="hidden" name="id" value={invitation.id} />
                    <SubmitButton variant="ghost">
                      Revoke<VisuallyHidden> the invitation of {invitation.email}</VisuallyHidden>
                    </SubmitButton>
                  </form>
                </Td>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
    </Panel>
  );
}
