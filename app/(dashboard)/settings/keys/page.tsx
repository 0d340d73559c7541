import { Lock } from "lucide-react";
import type { Metadata } from "next";
import { IssueKeyForm } from "@/components/settings/issue-key-form";
import { keyState } from "@/components/settings/key-state";
import { KeysTable } from "@/components/settings/keys-table";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import { AuthorityLevel, KEY_LEVELS } from "@/lib/platform/auth/access";
import { createKey, revokeKey } from "@/lib/platform/auth/actions";
import { ownOrigin } from "@/lib/platform/auth/address";
import { requirePerson } from "@/lib/platform/auth/page";
import { listKeys } from "@/lib/platform/auth/service";
import { listProjects } from "@/lib/work/service";

export const metadata: Metadata = { title: "Keys · Settings" };

export default async function KeysPage() {
  const person = await requirePerson();
  if (!person.scopes.includes("access:manage")) return <NotYours />;
  const [{ items }, { items: projects }] = await Promise.all([
    listKeys(person),
    listProjects(person, { limit: 200 }),
  ]);
  const now = Date.now();
  const names = new Map(projects.map((project) => [project.id, project.name]));
  const keys = items.map((key) => ({
    ...key,
    state: keyState(key, now),
    projectName: key.projectId && (names.get(key.projectId) ?? key.projectId),
  }));
  return (
    <div className="flex flex-col gap-4">
      <KeysTable keys={keys} revoke={revokeKey} />
      <Panel title="Issue a key">
        <IssueKeyForm
          action={createKey}
          levels={KEY_LEVELS.filter((level) => AuthorityLevel[level] <= person.authority)}
          projects={projects.map(({ id, name }) => ({ id, name }))}
          keys={keys}
          origin={await ownOrigin()}
        />
      </Panel>
    </div>
  );
}

function NotYours() {
  return (
    <Card>
      <EmptyState
        icon={Lock}
        title="Keys are an admin's business"
        appears="Agents and programs come in with them."
        how="Ask an admin to issue one, or to make you admin."
      />
    </Card>
  );
}
