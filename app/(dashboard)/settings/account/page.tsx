import type { Metadata } from "next";
import { headers } from "next/headers";
import { ChangePasswordForm } from "@/components/settings/change-password-form";
import { OtherSessions } from "@/components/settings/other-sessions";
import { RoleRights } from "@/components/settings/role-rights";
import { ROLE_NAMES } from "@/components/settings/words";
import { SignOutForm } from "@/components/shell/sign-out-form";
import { Alert } from "@/components/ui/alert";
import { DataList, Fact } from "@/components/ui/data-list";
import { Panel } from "@/components/ui/panel";
import { ROLES } from "@/lib/platform/auth/access";
import { changePassword, endOtherSessions, signOut } from "@/lib/platform/auth/actions";
import { countOtherSessions } from "@/lib/platform/auth/own-account";
import { requirePerson } from "@/lib/platform/auth/page";

export const metadata: Metadata = { title: "Account · Settings" };

export default async function AccountPage({
  searchParams,
}: {
  searchParams: Promise<{ changed?: string | string[] }>;
}) {
  const person = await requirePerson();
  const { changed } = await searchParams;
  const otherSessions = await countOtherSessions(person, await headers());
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      <Panel title="You">
        <DataList>
          <Fact term="Name">{person.name}</Fact>
          <Fact term="E-mail">{person.email}</Fact>
          <Fact term="Role">
            {ROLE_NAMES[person.role]}
            <span className="block text-muted">{ROLES[person.role].meaning}</span>
          </Fact>
        </DataList>
      </Panel>
      <Panel title="What you may do" className="lg:row-span-2">
        <RoleRights role={person.role} />
      </Panel>
      <Panel title="Sessions">
        <div className="flex flex-col gap-4">
          <OtherSessions action={endOtherSessions} count={otherSessions} />
          <SignOutForm action={signOut} />
        </div>
      </Panel>
      <Panel title="Password" className="lg:col-start-1">
        <div id="password" className="flex flex-col gap-4">
          {changed === "password" && (
            <Alert tone="success" title="Your password was changed." announce>
              Every other session was ended.
            </Alert>
          )}
          <ChangePasswordForm action={changePassword} email={person.email} />
        </div>
      </Panel>
    </div>
  );
}
