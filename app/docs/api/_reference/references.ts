import { routes } from "@/app/api/v1/routes";
import { type Reference, toReferences } from "@/components/api-docs/prepare-reference";
import { describeApi } from "@/lib/platform/http/openapi";

let references: Reference[] | undefined;

/** Every operation, from the same document that `/api/v1/openapi.json` serves. */
export function listReferences(): Reference[] {
  references ??= toReferences(describeApi(routes));
  return references;
}
