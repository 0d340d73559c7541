"use client";

import { type FormEvent, type ReactNode, useEffect, useId, useRef } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Dialog, DialogClose } from "@/components/ui/dialog";
import type { FormErrors } from "../prepare-form";
import type { DialogControl } from "./use-dialog";

/** A form in a dialog: fields above, two answers below, a refusal between. Focus goes to the first wrong field. */
export function FormDialog({
  control,
  title,
  description,
  submitLabel,
  cancelLabel = "Cancel",
  danger,
  urgent,
  isOver = false,
  waitsFor,
  errors,
  isSending,
  onSubmit,
  size,
  focusOn,
  children,
}: {
  control: DialogControl;
  title: ReactNode;
  description?: ReactNode;
  submitLabel: string;
  cancelLabel?: string;
  danger?: boolean;
  /** Another way to send it, which acts at once; `note` says above both buttons what each of them does. */
  urgent?: { label: string; note: ReactNode } | undefined;
  /** Nothing can be sent any more; what it says is read, and closed. */
  isOver?: boolean;
  /** Why nothing can be sent yet, in a sentence. */
  waitsFor?: string | undefined;
  errors: FormErrors;
  isSending: boolean;
  onSubmit: (form: FormData, isUrgent: boolean) => void;
  size?: "sm" | "md" | "lg";
  /** The name of the field where focus begins, if not the first. */
  focusOn?: string | undefined;
  children?: ReactNode;
}) {
  const id = useId();
  const noteId = useId();
  const offersUrgent = urgent !== undefined && !isOver;
  const isWaiting = waitsFor !== undefined && !isOver;
  // Closed: what was sent is done, and it is on the screen for a moment yet.
  const isSendable = control.open && !isSending && !isOver && !isWaiting;
  const form = useRef<HTMLFormElement>(null);

  // Once for each refusal, so that nothing takes the focus from whoever is typing.
  useEffect(() => {
    if (Object.keys(errors.fields).length === 0) return;
    form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [errors]);

  function firstField() {
    const field = form.current?.querySelector<HTMLElement>(`[name="${focusOn}"]`) ?? null;
    // Focus alone scrolls nothing here, and a low window shows the form from its top.
    requestAnimationFrame(() => field?.scrollIntoView({ block: "nearest" }));
    return field;
  }

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (isSendable) onSubmit(new FormData(event.currentTarget), false);
  }

  function submitUrgent() {
    if (form.current && isSendable) onSubmit(new FormData(form.current), true);
  }

  return (
    <Dialog
      open={control.open}
      onOpenChange={control.onOpenChange}
      title={title}
      description={description}
      size={size}
      initialFocus={focusOn ? firstField : undefined}
      footer={
        <>
          {/* Always there, so that what comes into it later is read out. */}
          <div id={noteId} role="status" className={offersUrgent ? "basis-full" : "sr-only"}>
            {offersUrgent && urgent.note}
            {isWaiting && waitsFor}
          </div>
          <DialogClose render={<Button>{isOver ? "Close" : cancelLabel}</Button>} />
          {offersUrgent && (
            <Button variant="danger" aria-describedby={noteId} loading={isSending} onClick={submitUrgent}>
              {urgent.label}
            </Button>
          )}
          {!isOver && (
            <Button
              type="submit"
              form={id}
              variant={danger ? "danger" : "primary"}
              aria-describedby={offersUrgent || isWaiting ? noteId : undefined}
              aria-disabled={isWaiting || undefined}
              className={isWaiting ? "opacity-50" : undefined}
              loading={isSending}
            >
              {submitLabel}
            </Button>
          )}
        </>
      }
    >
      <form id={id} ref={form} onSubmit={submit} noValidate className="flex flex-col gap-4">
        {errors.message && (
          <Alert tone="danger" title={errors.message} announce>
            {errors.requestId && (
              <>
                Request <code>{errors.requestId}</code>
              </>
            )}
          </Alert>
        )}
        {children}
      </form>
    </Dialog>
  );
}
