import type { ReactNode } from "react";
import { SkipLink } from "@/components/ui/skip-link";
import { Toaster } from "@/components/ui/toast";
import { Brand } from "./brand";
import { Commands } from "./commands";
import { NavDrawer } from "./nav-drawer";
import type { ShellProject } from "./project-switcher";
import { type Badges, Sidebar } from "./sidebar";
import type { SignOut } from "./sign-out-form";
import { ThemeToggle } from "./theme-toggle";
import { type ShellUser, UserMenu } from "./user-menu";

/** The frame of every page of the dashboard. It fetches nothing: everything it shows is handed in. */
export function AppShell({
  user,
  projects,
  live,
  badges,
  pauses,
  announcer,
  signOut,
  children,
}: {
  user: ShellUser;
  projects: ShellProject[];
  live: ReactNode;
  badges: Badges;
  /** Says that everything, or a whole project, stands still. */
  pauses: ReactNode;
  /** Draws nothing, and speaks up when somebody is called for. */
  announcer: ReactNode;
  signOut: SignOut;
  children: ReactNode;
}) {
  return (
    <>
      <SkipLink />
      <div className="fixed inset-y-0 left-0 z-30 hidden w-sidebar overflow-y-auto border-r border-line bg-sunken lg:block">
        <Sidebar projects={projects} badges={badges} />
      </div>
      <div className="flex min-h-dvh flex-col lg:pl-sidebar">
        <header className="sticky top-0 z-20 flex h-topbar items-center gap-2 border-b border-line bg-canvas px-2 lg:px-6">
          <div className="flex items-center gap-2 lg:hidden">
            <NavDrawer projects={projects} badges={badges} />
            <Brand />
          </div>
          <div className="ml-auto flex items-center gap-1">
            <Commands user={user} projects={projects} signOut={signOut} />
            {live}
            <ThemeToggle />
            <UserMenu user={user} signOut={signOut} />
          </div>
        </header>
        <div role="status">{pauses}</div>
        <main id="main" tabIndex={-1} className="mx-auto w-full max-w-[90rem] flex-1 px-4 py-5 lg:px-6">
          {children}
        </main>
      </div>
      <Toaster />
      {announcer}
    </>
  );
}
