import type { Viewer } from "@/components/guardian/viewer";
import type { Person } from "@/lib/platform/auth/authenticate";

export function toViewer(person: Person): Viewer {
  return { mayAct: person.scopes.includes("guardian:act") };
}
