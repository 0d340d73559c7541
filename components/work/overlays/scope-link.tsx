"use client";

import type { HoldScope, OverrideScope, ReservationScope } from "@/lib/work/schema";
import { RowLink } from "../../ui/table";
import { entityPath } from "../links";
import { scopeEntity } from "../prepare-scope";
import { useWorkHref } from "../use-work-href";

/** The scope in words, and the way to it where it is one thing. */
export function ScopeLink({
  overlay,
}: {
  overlay: { scope: HoldScope | OverrideScope | ReservationScope; scopeLabel: string };
}) {
  const href = useWorkHref();
  const entity = scopeEntity(overlay.scope);
  const path = entity && entityPath(entity);
  return path ? <RowLink href={href(path)}>{overlay.scopeLabel}</RowLink> : overlay.scopeLabel;
}
