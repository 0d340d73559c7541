import type { Viewer } from "@/components/guardian/viewer";
import type { Person } from "@/lib/platform/auth/authenticate";
import { env } from "@/lib/platform/env";

export function toViewer(person: Person): Viewer {
  return {
    id: person.id,
    mayAct: person.scopes.includes("guardian:act"),
    mayApproveOwn: env().GUARDIAN_SELF_APPROVAL,
  };
}
