"use client";

import { Notice } from "@/components/shell/notices/notice";
import { useProject } from "@/components/shell/use-project";
import { Tabs } from "@/components/ui/tabs";

const PLACES = [
  { path: "/guardian", label: "Now" },
  { path: "/guardian/approvals", label: "Approvals" },
  { path: "/guardian/actions", label: "Actions" },
  { path: "/guardian/audit", label: "Audit" },
  { path: "/guardian/policies", label: "Policies" },
] as const;

export type GuardianPlace = (typeof PLACES)[number]["path"];

/** What is in force, what waits for a decision, what was done, its proof, and what acts by itself. */
export function GuardianTabs({ current }: { current: GuardianPlace }) {
  const { inProject } = useProject();
  return (
    <div className="mb-4">
      <Tabs
        label="Guardian"
        tabs={PLACES.map(({ path, label }) => ({
          href: inProject(path),
          label,
          ...(path === "/guardian/approvals" ? { mark: <Notice of="approvals" /> } : {}),
        }))}
        current={inProject(current)}
      />
    </div>
  );
}
