"use client";

import { Menu as Base } from "@base-ui/react/menu";
import { clsx } from "clsx";
import type { LucideIcon } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import type { ReactElement, ReactNode } from "react";
import { portalContainer } from "./portal-container";

const itemClass =
  "flex min-h-8 w-full items-center gap-2 rounded-md px-2 select-none pointer-coarse:min-h-11 data-disabled:opacity-50 data-highlighted:bg-hover focus-visible:-outline-offset-2";

/** Commands that act on one thing. For a choice of values use Select, for places use links. */
export function Menu({
  trigger,
  align = "end",
  children,
}: {
  trigger: ReactElement;
  align?: "start" | "end";
  children: ReactNode;
}) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal container={portalContainer()}>
        <Base.Positioner align={align} sideOffset={4} collisionPadding={8} className="z-50">
          <Base.Popup className="max-h-(--available-height) min-w-44 overflow-y-auto rounded-lg border border-line-strong bg-raised p-1 shadow-raised outline-none">
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

type MenuItemProps = { icon?: LucideIcon; danger?: boolean; children: ReactNode };

export function MenuItem({
  icon,
  danger,
  disabled,
  onSelect,
  children,
}: MenuItemProps & { disabled?: boolean; onSelect: () => void }) {
  return (
    <Base.Item
      disabled={disabled}
      onClick={onSelect}
      className={clsx(itemClass, "cursor-pointer", danger && "text-danger")}
    >
      <MenuIcon icon={icon} danger={danger} />
      {children}
    </Base.Item>
  );
}

export function MenuLink<T extends string>({ href, icon, children }: MenuItemProps & { href: Route<T> }) {
  return (
    <Base.LinkItem closeOnClick render={<Link href={href} />} className={itemClass}>
      <MenuIcon icon={icon} />
      {children}
    </Base.LinkItem>
  );
}

export function MenuSeparator() {
  return <Base.Separator className="-mx-1 my-1 h-px bg-line" />;
}

function MenuIcon({ icon: Icon, danger }: Pick<MenuItemProps, "icon" | "danger">) {
  return Icon && <Icon aria-hidden="true" className={clsx("size-4 shrink-0", !danger && "text-muted")} />;
}
