"use client";

import { useEffect, useRef, useState } from "react";
import type { PolicyDetail } from "@/lib/guardian/schema";
import { type Draft, findDraft, keepDraft, placeOf } from "./kept-drafts";

/**
 * What somebody has made of a policy's text and not saved. It is kept wherever they go in the page, and asked about
 * before the page is left; where it was kept, it is in the editor again.
 */
export function useDraft(
  policy: Pick<PolicyDetail, "name" | "text" | "hash">,
  /** Whoever may change it; null: nobody here. */
  personId: string | null,
) {
  const place = personId && placeOf(personId, policy.name);
  const [draft, setDraft] = useState<Draft | null>(null);
  const [isRestored, setRestored] = useState(false);
  /** Kept from before, where something else was typed before it could be shown. */
  const [older, setOlder] = useState<Draft | null>(null);
  const latest = useRef<Draft | null>(null);
  const [found] = useState(() => (place ? findDraft(place) : null));
  const [first] = useState(policy.text);
  const isChanged = draft !== null && draft.text !== policy.text;

  function put(next: Draft | null) {
    latest.current = next;
    if (place) keepDraft(place, next);
    setDraft(next);
    if (next === null) setRestored(false);
  }

  useEffect(() => {
    if (found === null || found.text === first) return;
    let isHere = true;
    // After what was typed before this code was there has been told.
    queueMicrotask(() => {
      if (!isHere) return;
      if (latest.current) {
        setOlder(found);
        return;
      }
      latest.current = found;
      setDraft(found);
      setRestored(true);
    });
    return () => {
      isHere = false;
    };
  }, [found, first]);

  // Somebody else has saved the very same: there is nothing of one's own any more.
  useEffect(() => {
    if (draft?.text !== policy.text) return;
    latest.current = null;
    if (place) keepDraft(place, null);
    setDraft(null);
    setRestored(false);
  }, [draft, policy.text, place]);

  useEffect(() => {
    if (!isChanged) return;
    const ask = (leaving: BeforeUnloadEvent) => leaving.preventDefault();
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [isChanged]);

  return {
    draft,
    isChanged,
    /** It is from an earlier visit to the page. */
    isRestored,
    older,
    edit: (text: string) =>
      put(text === policy.text ? null : { text, hash: latest.current?.hash ?? policy.hash }),
    discard: () => put(null),
    /** Has it replace the text that is there now. */
    keepOver: () => draft && put({ text: draft.text, hash: policy.hash }),
    bringBack: () => {
      put(older);
      setOlder(null);
    },
    /** What was typed while it was being saved is a draft of its own. */
    saved: (sent: string, { hash }: Pick<PolicyDetail, "hash">) => {
      const typed = latest.current;
      put(typed && typed.text !== sent ? { text: typed.text, hash } : null);
    },
  };
}
