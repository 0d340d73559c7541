"use client";

import { BookOpen, UserRound } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import { Avatar } from "@/components/ui/avatar";
import { Badge } from "@/components/ui/badge";
import { VisuallyHidden } from "@/components/ui/visually-hidden";
import type { Role } from "@/lib/platform/auth/access";
import { closePopover, Popover, popoverItemClass } from "./popover";
import { type SignOut, SignOutForm } from "./sign-out-form";

export type ShellUser = { name: string; email: string; role: Role };

export function UserMenu({ user, signOut }: { user: ShellUser; signOut: SignOut }) {
  return (
    <Popover
      trigger={
        <>
          <Avatar name={user.name} />
          <VisuallyHidden>Account: {user.name}</VisuallyHidden>
        </>
      }
      triggerClassName="inline-grid size-8 place-items-center rounded-full hover:bg-hover pointer-coarse:size-11"
      panelClassName="hang-end w-60"
    >
      <div className="border-b border-line px-2 pt-1.5 pb-2.5">
        <p className="flex items-center justify-between gap-2">
          <span className="min-w-0 truncate font-medium">{user.name}</span>
          <Badge>{user.role}</Badge>
        </p>
        <p className="truncate text-muted">{user.email}</p>
      </div>
      <div className="pt-1">
        <Link href={"/settings/account" as Route} className={popoverItemClass} onClick={closePopover}>
          <UserRound aria-hidden="true" className="size-4 shrink-0 text-muted" />
          Your account
        </Link>
        <Link href={"/docs/api" as Route} className={popoverItemClass} onClick={closePopover}>
          <BookOpen aria-hidden="true" className="size-4 shrink-0 text-muted" />
          API reference
        </Link>
        <SignOutForm action={signOut} className={popoverItemClass} />
      </div>
    </Popover>
  );
}
