"use client";

import { useActionState } from "react";
import { Panel } from "@/components/ui/panel";
import { Table, TableBody, TableHead, Th } from "@/components/ui/table";
import { VisuallyHidden } from "@/components/ui/visually-hidden";
import type { Member } from "@/lib/platform/auth/schema";
import { type FormAction, IDLE } from "@/lib/platform/http/form";
import { MemberRow } from "./member-row";

/** Everybody with an account. `change` is given to those who may change what the others may do. */
export function MembersTable({
  members,
  ownId,
  mayManage,
  change,
}: {
  members: Member[];
  ownId: string;
  mayManage: boolean;
  change: FormAction;
}) {
  // One state for all rows, kept here: it outlives what a row shows, and only one form is sent at a time.
  const [state, send] = useActionState(change, IDLE);
  return (
    <Panel title="Members" count={members.length} flush>
      <Table label="Members">
        <TableHead>
          <Th className="sticky left-0">Name</Th>
          <Th>Role</Th>
          <Th>Joined</Th>
          <Th>State</Th>
          {mayManage && (
            <Th>
              <VisuallyHidden>Access</VisuallyHidden>
            </Th>
          )}
        </TableHead>
        <TableBody>
          {members.map((member) => (
            <MemberRow
              key={member.id}
              member={member}
              isSelf={member.id === ownId}
              manage={mayManage ? send : null}
              state={state.values?.id === member.id ? state : IDLE}
            />
          ))}
        </TableBody>
      </Table>
    </Panel>
  );
}
