"use client";

import { Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { lazy, Suspense, useState } from "react";
import { buttonClass } from "@/components/ui/button-class";
import { answerEarlyClick } from "@/components/ui/early";
import { ROLES } from "@/lib/platform/auth/access";
import { loadAhead, openLoaded } from "../work/form/open-loaded";
import type { ShellProject } from "./project-switcher";
import type { ShortcutAction } from "./shortcuts/prepare-shortcuts";
import { useShortcuts } from "./shortcuts/use-shortcuts";
import type { SignOut } from "./sign-out-form";
import { useProject } from "./use-project";
import type { ShellUser } from "./user-menu";

const load = {
  palette: () => import("./palette/palette").then((module) => ({ default: module.Palette })),
  help: () => import("./shortcuts/help-sheet").then((module) => ({ default: module.HelpSheet })),
  ticket: () =>
    import("../work/tickets/new-ticket-dialog").then((module) => ({ default: module.NewTicketDialog })),
  hold: () =>
    import("../work/overlays/place-hold-dialog").then((module) => ({ default: module.PlaceHoldDialog })),
  stop: () =>
    import("../guardian/intervene/intervene-dialog").then((module) => ({ default: module.InterveneDialog })),
};
const Palette = lazy(load.palette);
const HelpSheet = lazy(load.help);
const NewTicketDialog = lazy(load.ticket);
const PlaceHoldDialog = lazy(load.hold);
const InterveneDialog = lazy(load.stop);

export type HostDialog = keyof typeof load;

/** The command palette with its button, the shortcuts, and the dialogs that both open from anywhere. */
export function CommandHost({
  user,
  projects,
  signOut,
}: {
  user: ShellUser;
  projects: ShellProject[];
  signOut: SignOut;
}) {
  const router = useRouter();
  const { slug, inProject } = useProject();
  const [open, setOpen] = useState<HostDialog>();
  const show = (dialog: HostDialog) => void openLoaded(load[dialog], () => setOpen(dialog));
  const scopes = ROLES[user.role].scopes;
  const may = {
    write: scopes.includes("work:write"),
    act: scopes.includes("work:act"),
    intervene: scopes.includes("guardian:act"),
  };
  const projectId = projects.find((project) => project.slug === slug)?.id;

  function act(action: ShortcutAction) {
    if (action.kind === "go") router.push(inProject(action.path));
    else if (action.kind === "help") show("help");
    else if (action.kind === "search") focusSearch() || show("palette");
    else if (action.kind === "create") clickCreate() || (may.write && show("ticket"));
  }
  useShortcuts(() => show("palette"), act);

  const control = { open: true, onOpenChange: (isOpen: boolean) => setOpen(isOpen ? open : undefined) };
  return (
    <>
      <button
        type="button"
        ref={answerEarlyClick}
        aria-haspopup="dialog"
        aria-keyshortcuts="Control+K Meta+K"
        className={`${buttonClass("secondary", "md")} noscript:hidden max-md:aspect-square max-md:border-transparent max-md:bg-transparent max-md:px-0! md:mr-2`}
        onPointerEnter={() => loadAhead(load.palette)}
        onFocus={() => loadAhead(load.palette)}
        onClick={() => show("palette")}
      >
        <Search aria-hidden="true" />
        <span className="text-muted max-md:sr-only">Search or command</span>
        <span aria-hidden="true" className="font-mono text-xs text-faint max-md:hidden">
          Ctrl K
        </span>
      </button>
      <Suspense fallback={null}>
        {open === "palette" && (
          <Palette {...control} may={may} projects={projects} signOut={signOut} onDialog={show} />
        )}
        {open === "help" && <HelpSheet {...control} />}
        {open === "ticket" && <NewTicketDialog {...control} projectId={projectId} />}
        {open === "hold" && <PlaceHoldDialog {...control} projectId={projectId} />}
        {open === "stop" && <InterveneDialog {...control} preset="stop" projectId={projectId} />}
      </Suspense>
    </>
  );
}

function focusSearch(): boolean {
  const box = document.querySelector<HTMLInputElement>("main input[type=search]");
  box?.focus();
  return box !== null;
}

function clickCreate(): boolean {
  const button = document.querySelector<HTMLElement>("main [data-shortcut=create]");
  button?.click();
  return button !== null;
}
