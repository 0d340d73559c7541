"use client";

import { Ban } from "lucide-react";
import { useActionState } from "react";
import { Badge } from "@/components/ui/badge";
import { type Column, ListTable } from "@/components/ui/list-table";
import { Panel } from "@/components/ui/panel";
import { RelativeTime } from "@/components/ui/relative-time";
import type { Member } from "@/lib/platform/auth/schema";
import { type FormAction, IDLE } from "@/lib/platform/http/form";
import { FormNotice } from "./form-notice";
import { AccessForm, RoleForm } from "./member-forms";
import { ROLE_NAMES } from "./words";

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
  const stateOf = ({ id }: Member) => (state.values?.id === id ? state : IDLE);
  const columns: Column<Member>[] = [
    {
      head: "Name",
      as: "name",
      className: "max-w-96 py-2 whitespace-normal!",
      cell: (member) => (
        <>
          <span className="flex items-center gap-2">
            {member.name}
            {member.id === ownId && <Badge>You</Badge>}
          </span>
          <span className="block font-normal text-muted">{member.email}</span>
        </>
      ),
    },
    {
      head: "Role",
      cell: (member) =>
        mayManage ? (
          <RoleForm member={member} send={send} state={stateOf(member)} />
        ) : (
          ROLE_NAMES[member.role]
        ),
    },
    {
      head: "Joined",
      className: "text-muted",
      cell: (member) => <RelativeTime at={member.createdAt} column />,
    },
    {
      head: "State",
      cell: (member) =>
        member.disabledAt ? (
          <Badge icon={Ban}>Disabled</Badge>
        ) : (
          <span className="text-muted stacked:text-fg">Active</span>
        ),
    },
  ];
  if (mayManage) {
    columns.push({
      head: "Access",
      className: "stacked:-ml-3",
      as: "acts",
      // Nobody locks themselves out by a slip: one's own row has none.
      cell: (member) => member.id !== ownId && <AccessForm member={member} send={send} />,
    });
  }
  return (
    <Panel title="Members" count={members.length} flush>
      <ListTable
        label="Members"
        columns={columns}
        rows={members}
        note={(member) => stateOf(member) !== IDLE && <FormNotice state={state} />}
      />
    </Panel>
  );
}
