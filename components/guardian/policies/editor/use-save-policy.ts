"use client";

import { useMutation } from "@tanstack/react-query";
import { notify } from "@/components/ui/notify";
import { putPolicy } from "@/lib/guardian/queries";
import type { PutPolicy } from "@/lib/guardian/schema";
import { usePoliciesChanged } from "../use-policies-changed";

/** Sends a text; what was wrong with it, or that somebody else was first, stays on the page. */
export function useSavePolicy(name: string, onSaved: () => void) {
  const changed = usePoliciesChanged();
  const mutation = useMutation({
    mutationFn: (body: PutPolicy) => putPolicy(name, body),
    onSuccess: ({ mode }) => {
      changed();
      onSaved();
      const description = mode === "enforce" ? "It acts by this text from now on." : undefined;
      notify.success("Policy saved", description ? { description } : {});
    },
    onError: changed,
  });
  return {
    save: (body: PutPolicy) => mutation.mutate(body),
    isSaving: mutation.isPending,
    refusal: mutation.error?.message ?? null,
  };
}
