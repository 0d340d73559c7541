"use client";

import { Check, Copy, X } from "lucide-react";
import { useEffect, useState } from "react";
import { IconButton } from "./icon-button";

type Outcome = "copied" | "failed";
const looks = { copied: { icon: Check, words: "Copied" }, failed: { icon: X, words: "Could not copy" } };

/** Copies `text` and says so; `label` names what is copied, "Copy task id". */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const [outcome, setOutcome] = useState<Outcome>();

  useEffect(() => {
    if (!outcome) return;
    const timer = setTimeout(() => setOutcome(undefined), 2000);
    return () => clearTimeout(timer);
  }, [outcome]);

  return (
    <>
      <IconButton
        label={label}
        icon={outcome ? looks[outcome].icon : Copy}
        size="sm"
        onClick={async () => setOutcome((await copy(text)) ? "copied" : "failed")}
      />
      <span role="status" className="sr-only">
        {outcome && looks[outcome].words}
      </span>
    </>
  );
}

async function copy(text: string) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Plain http on a local network has no clipboard API; the old command still works there.
    return copyBySelection(text);
  }
}

function copyBySelection(text: string) {
  const before = document.activeElement;
  const holder = document.createElement("textarea");
  holder.value = text;
  holder.style.position = "fixed";
  holder.style.opacity = "0";
  document.body.append(holder);
  holder.select();
  const copied = document.execCommand("copy");
  holder.remove();
  if (before instanceof HTMLElement) before.focus();
  return copied;
}
