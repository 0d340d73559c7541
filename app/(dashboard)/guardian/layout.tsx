import type { ReactNode } from "react";
import { DecisionDialogs } from "@/components/guardian/decisions/decision-dialogs";

export default function GuardianLayout({ children }: { children: ReactNode }) {
  return <DecisionDialogs>{children}</DecisionDialogs>;
}
