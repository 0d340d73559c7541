"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { notify } from "@/components/ui/notify";
import { policyQuery, putPolicy } from "@/lib/guardian/queries";
import type { PolicyDetail, PutPolicy } from "@/lib/guardian/schema";
import { usePoliciesChanged } from "../use-policies-changed";

type Save = Required<Pick<PutPolicy, "text" | "expectedHash">>;

/** Sends a text; what was wrong with it, or that somebody else was first, stays on the page. */
export function useSavePolicy(name: string, onSaved: (sent: string, saved: PolicyDetail) => void) {
  const queries = useQueryClient();
  // A second click comes before what the first one changes is drawn.
  const isUnderWay = useRef(false);
  const changed = usePoliciesChanged();
  const mutation = useMutation({
    mutationFn: (body: Save) => putPolicy(name, body),
    onSuccess: (saved, { text }) => {
      // Shown at once: what was there before the text was saved is no answer to that.
      queries.setQueryData(policyQuery(name).queryKey, saved);
      changed();
      onSaved(text, saved);
      const description = saved.mode === "enforce" ? "It acts by this text from now on." : undefined;
      notify.success("Policy saved", description ? { description } : {});
    },
    onError: changed,
    onSettled: () => {
      isUnderWay.current = false;
    },
  });
  return {
    save: (body: Save) => {
      if (isUnderWay.current) return;
      isUnderWay.current = true;
      mutation.mutate(body);
    },
    isSaving: mutation.isPending,
    refusal: mutation.error?.message ?? null,
  };
}
