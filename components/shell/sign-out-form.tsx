import { LogOut } from "lucide-react";
import { buttonClass } from "@/components/ui/button-class";

export type SignOut = (formData: FormData) => Promise<void>;

/** A plain form, so that signing out never depends on JavaScript. */
export function SignOutForm({ action, className }: { action: SignOut; className?: string }) {
  return (
    <form action={action}>
      <button type="submit" className={className ?? buttonClass("secondary")}>
        <LogOut aria-hidden="true" className="size-4 shrink-0 text-muted" />
        Sign out
      </button>
    </form>
  );
}
