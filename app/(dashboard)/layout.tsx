import type { ReactNode } from "react";
import { LiveStatus } from "@/components/live/live-status";
import { Providers } from "@/components/live/providers";
import { AppShell } from "@/components/shell/app-shell";
import { Notice } from "@/components/shell/notices/notice";
import { signOut } from "@/lib/platform/auth/actions";
import { requirePerson } from "@/lib/platform/auth/page";
import { listProjects } from "@/lib/work/service";
import { noticesNow } from "./_work/notices";

export default async function DashboardLayout({ children }: { children: ReactNode }) {
  const person = await requirePerson();
  const [projects, drawn] = await Promise.all([listProjects(person, { limit: 200 }), noticesNow()]);
  const badges = {
    "/guardian": <Notice of="approvals" drawn={drawn} />,
    "/alerts": <Notice of="criticals" drawn={drawn} />,
  };
  return (
    <Providers>
      <AppShell
        user={person}
        projects={projects.items}
        live={<LiveStatus />}
        badges={badges}
        pauses={<Notice of="pauses" drawn={drawn} />}
        announcer={<Notice of="announcements" drawn={drawn} />}
        signOut={signOut}
      >
        {children}
      </AppShell>
    </Providers>
  );
}
