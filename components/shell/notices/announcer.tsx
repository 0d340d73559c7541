"use client";

import Link from "next/link";
import { useEffect, useRef } from "react";
import { notify } from "@/components/ui/notify";
import type { WaitingProposal } from "@/lib/guardian/schema";
import { useProject } from "../use-project";
import { askWords } from "./prepare-notices";

const SHOWN_MS = 20_000;

/** Announces what comes to wait for approval while the page is open; what waited before, the badge says. */
export function Announcer({ newest }: { newest: WaitingProposal | null }) {
  const { inProject } = useProject();
  const known = useRef<string>(undefined);
  const href = inProject("/guardian/approvals");

  useEffect(() => {
    const id = newest?.id ?? "";
    const before = known.current;
    if (before === undefined || id > before) known.current = id;
    // Once it is decided there is nothing to call for.
    else if (id < before) notify.dismiss(before);
    if (newest && before !== undefined && id > before) {
      const words = askWords(newest);
      notify.warning(
        <span>
          {words}.{" "}
          <Link href={href} className="font-medium whitespace-nowrap underline underline-offset-2">
            Decide
          </Link>
        </span>,
        { id, duration: SHOWN_MS },
      );
    }
  }, [newest, href]);
  return null;
}
