"use client";

import { Menu, X } from "lucide-react";
import { useId, useRef } from "react";
import { IconButton } from "@/components/ui/icon-button";
import type { ShellProject } from "./project-switcher";
import { type Badges, Sidebar } from "./sidebar";

// Lets current browsers open and close the drawer before, or without, JavaScript; React's types lack it.
const invoker = (command: "show-modal" | "close", id: string) => ({ command, commandfor: id });

const knowsCommands = () => "commandForElement" in HTMLButtonElement.prototype;

/** The sidebar of narrow screens: a native modal dialog at the left edge. */
export function NavDrawer({ projects, badges }: { projects: ShellProject[]; badges: Badges }) {
  const id = useId();
  const ref = useRef<HTMLDialogElement>(null);
  const open = () => !ref.current?.open && ref.current?.showModal();
  const close = () => ref.current?.close();
  // A browser that knows commands has done it by itself: asked twice, it complains of a dialog that is open already.
  const unlessNative = (act: () => void) => () => knowsCommands() || act();
  return (
    <>
      <IconButton
        label="Open menu"
        icon={Menu}
        aria-haspopup="dialog"
        onClick={unlessNative(open)}
        {...invoker("show-modal", id)}
      />
      <dialog
        id={id}
        ref={ref}
        aria-label="Menu"
        closedby="any"
        className="m-0 h-dvh max-h-none w-72 max-w-[85vw] border-r border-line-strong bg-sunken text-fg"
      >
        <Sidebar
          projects={projects}
          badges={badges}
          onNavigate={close}
          corner={
            <IconButton label="Close menu" icon={X} onClick={unlessNative(close)} {...invoker("close", id)} />
          }
        />
      </dialog>
    </>
  );
}
