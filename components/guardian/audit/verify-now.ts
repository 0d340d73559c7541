import { notify } from "@/components/ui/notify";
import { verifyAudit } from "@/lib/platform/audit/queries";
import type { AuditState } from "@/lib/platform/audit/schema";
import { checkedWords } from "./prepare-audit";

/** Has the chain followed, shows how far that is, and says what came of it. */
export async function verifyNow(show: (state: AuditState) => void): Promise<void> {
  try {
    const { lastCheck } = await verifyAudit(show);
    if (lastCheck?.fault) notify.error("The chain is broken", { description: lastCheck.fault.detail });
    else if (lastCheck) notify.success("The chain is whole", { description: `${checkedWords(lastCheck)}.` });
  } catch (error) {
    const description = error instanceof Error ? error.message : "Try again.";
    notify.error("Could not verify the chain", { description });
  }
}
