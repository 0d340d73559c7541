import { Check, Minus } from "lucide-react";
import { VisuallyHidden } from "@/components/ui/visually-hidden";
import { ROLES, Role, SCOPE_MEANING } from "@/lib/platform/auth/access";
import { ROLE_NAMES } from "./words";

/** What a role may do and what it may not, in words, from the table that decides it. */
export function RoleRights({ role }: { role: Role }) {
  const mine = ROLES[role].scopes;
  return (
    <ul className="flex flex-col gap-2.5">
      {ROLES.admin.scopes.map((scope) => {
        const isMine = mine.includes(scope);
        const Icon = isMine ? Check : Minus;
        const others = Role.options.filter((other) => ROLES[other].scopes.includes(scope));
        return (
          <li key={scope} className="flex items-start gap-2.5">
            <Icon aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-muted" />
            <span className={isMine ? undefined : "text-muted"}>
              <VisuallyHidden>{isMine ? "Yes: " : "No: "}</VisuallyHidden>
              {SCOPE_MEANING[scope]}
              {!isMine && (
                <span className="block text-xs text-faint">
                  Needs the role {others.map((other) => ROLE_NAMES[other]).join(" or ")}
                </span>
              )}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
