"use client";

import { lazy, Suspense, useState } from "react";
import { notify } from "@/components/ui/notify";
import { placeHold } from "@/lib/work/queries";
import type { HoldScope, PlaceHold } from "@/lib/work/schema";
import { FormDialog } from "../form/form-dialog";
import type { DialogControl } from "../form/use-dialog";
import { useSubmission } from "../form/use-submission";
import { HAND_KINDS, holdScopeOf } from "../prepare-scope";
import { END_FIELDS, EndFields, endOf } from "./end-fields";
import { ScopeFields } from "./scope-fields";
import { useOverlaysChanged } from "./use-overlays-changed";

const InterveneDialog = lazy(() =>
  import("@/components/guardian/intervene/intervene-dialog").then((module) => ({
    default: module.InterveneDialog,
  })),
);

/** A scope that the page knows already. */
export interface HoldTarget {
  scope: HoldScope;
  title: string;
}

/** Without a target the form asks what to stop. */
export function PlaceHoldDialog({
  target,
  projectId,
  ...control
}: { target?: HoldTarget | undefined; projectId?: string | undefined } & DialogControl) {
  const changed = useOverlaysChanged();
  const [isWide, setWide] = useState(false);
  const [unchosen, setUnchosen] = useState<string>();
  const { submit, isSending, errors } = useSubmission({
    names: END_FIELDS,
    send: (body: PlaceHold, key) => placeHold(body, key),
    onDone: (hold) => {
      changed();
      notify.success("Hold placed", { description: hold.scopeLabel });
      control.onOpenChange(false);
    },
  });

  function send(form: FormData) {
    const scope = target?.scope ?? holdScopeOf(form);
    setUnchosen(scope ? undefined : "Choose what it is about.");
    if (scope) submit({ scope, ...endOf(form) });
  }

  if (isWide) {
    return (
      <Suspense fallback={null}>
        <InterveneDialog {...control} preset="pause" projectId={projectId} />
      </Suspense>
    );
  }
  return (
    <FormDialog
      control={control}
      title={target ? `Hold “${target.title}”?` : "Place a hold"}
      description="Nothing in its scope is claimed while it is in force. What agents hold already goes on."
      submitLabel="Place hold"
      errors={errors}
      isSending={isSending}
      onSubmit={send}
    >
      {!target && (
        <>
          <ScopeFields
            kinds={HAND_KINDS}
            first=""
            isPart
            projectId={projectId}
            error={unchosen ?? errors.fields.scope}
          />
          <p className="text-muted">
            Everything, or a whole project, is paused through the guardian, with a second person.{" "}
            <button
              type="button"
              className="text-fg underline hover:no-underline"
              onClick={() => setWide(true)}
            >
              Pause it there
            </button>
          </p>
        </>
      )}
      <EndFields errors={errors} />
    </FormDialog>
  );
}
