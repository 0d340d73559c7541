import type { ReactNode } from "react";
import { LiveStatus } from "@/components/live/live-status";
import { Providers } from "@/components/live/providers";
import { CriticalCount } from "@/components/monitoring/later-parts";
import { AppShell } from "@/components/shell/app-shell";
import { signOut } from "@/lib/platform/auth/actions";
import { requirePerson } from "@/lib/platform/auth/page";
import { listProjects } from "@/lib/work/service";

export default async function DashboardLayout({ children }: { children: ReactNode }) {
  const person = await requirePerson();
  const projects = await listProjects(person, { limit: 200 });
  return (
    <Providers>
      <AppShell
        user={person}
        projects={projects.items}
        live={<LiveStatus />}
        alerts={<CriticalCount />}
        signOut={signOut}
      >
        {children}
      </AppShell>
    </Providers>
  );
}
