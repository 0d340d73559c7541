"use client";

import Link from "next/link";
import { Mark } from "./mark";
import { useProject } from "./use-project";

export function Brand({ onNavigate }: { onNavigate?: () => void }) {
  const { inProject } = useProject();
  return (
    <Link
      href={inProject("/")}
      onClick={onNavigate}
      className="flex items-center gap-2 rounded-sm font-semibold tracking-tight pointer-coarse:min-h-11"
    >
      <Mark className="size-5" />
      OmoiOS
    </Link>
  );
}
