// What became of a firing, in words.
import type { StatusLook } from "@/components/ui/status-tones";
import type { Firing } from "@/lib/guardian/schema";
import { guardianLooks } from "../guardian-looks";

type Became = NonNullable<Firing["became"]>;

/** How it is now with what a policy did, or asked for: "In force", "Ended". */
export function becameLook({ status, revertCause, lasts }: Became): StatusLook {
  const look = guardianLooks.action[status];
  if (status === "executed") return { ...look, label: lasts ? "In force" : "Done" };
  if (status !== "reverted") return look;
  if (revertCause === "by_hand") return { ...look, label: "Reverted by hand" };
  return { ...look, label: revertCause === "rollback" ? "Reverted by its rollback" : "Ended" };
}

/** Whether what it did is over, so that one may ask why it does not act again. */
export function isSpent({ mode, became }: Pick<Firing, "mode" | "became">): boolean {
  return mode === "enforce" && became?.status === "reverted";
}
