"use client";

import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { type FormErrors, toFormErrors } from "../prepare-form";

const NONE: FormErrors = { fields: {} };

/**
 * Sends a form's content through the API. `names` are the fields that can show an error of their own; the
 * key stays the same while the content does, so that sending again after a cut connection creates nothing twice.
 */
export function useSubmission<Body, Reply>({
  names,
  send,
  onDone,
}: {
  names: readonly string[];
  send: (body: Body, idempotencyKey: string) => Promise<Reply>;
  onDone: (reply: Reply) => void;
}) {
  const last = useRef({ content: "", key: "" });
  // A second click comes before what the first one changes is drawn.
  const isUnderWay = useRef(false);
  // State, so that the errors are a new object with each refusal and the same one until then.
  const [errors, setErrors] = useState(NONE);
  const mutation = useMutation({
    mutationFn: (body: Body) => {
      const content = JSON.stringify(body);
      if (last.current.content !== content) last.current = { content, key: newKey() };
      return send(body, last.current.key);
    },
    onSuccess: onDone,
    onError: (error) => setErrors(toFormErrors(error, names)),
    onSettled: () => {
      isUnderWay.current = false;
    },
  });
  return {
    /** Sends it, unless it is being sent already. */
    submit: (body: Body) => {
      if (isUnderWay.current) return;
      isUnderWay.current = true;
      mutation.mutate(body);
    },
    isSending: mutation.isPending,
    errors,
  };
}

// crypto.randomUUID is missing where the page came over plain http from another machine.
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join("-");
}
