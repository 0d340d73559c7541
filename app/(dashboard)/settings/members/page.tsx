import type { Metadata } from "next";
import { InviteForm } from "@/components/settings/invite-form";
import { MembersTable } from "@/components/settings/members-table";
import { OpenInvitations } from "@/components/settings/open-invitations";
import { Panel } from "@/components/ui/panel";
import { changeMember, invite, revokeInvitation } from "@/lib/platform/auth/actions";
import { requirePerson } from "@/lib/platform/auth/page";
import { listMembership } from "@/lib/platform/auth/service";

export const metadata: Metadata = { title: "Members · Settings" };

export default async function MembersPage() {
  const person = await requirePerson();
  const { members, invitations } = await listMembership(person);
  const mayManage = person.scopes.includes("access:manage");
  return (
    <div className="flex flex-col gap-4">
      <MembersTable members={members} ownId={person.id} mayManage={mayManage} change={changeMember} />
      {mayManage && (
        <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,24rem)_minmax(0,1fr)]">
          <Panel title="Invite somebody">
            <InviteForm action={invite} />
          </Panel>
          <OpenInvitations invitations={invitations} revoke={revokeInvitation} />
        </div>
      )}
    </div>
  );
}
