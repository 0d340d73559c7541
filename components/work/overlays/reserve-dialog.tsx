"use client";

import { useState } from "react";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { notify } from "@/components/ui/notify";
import { placeReservation } from "@/lib/work/queries";
import { type Agent, CAPACITY_MAX, type PlaceReservation } from "@/lib/work/schema";
import { FormDialog } from "../form/form-dialog";
import type { DialogControl } from "../form/use-dialog";
import { useSubmission } from "../form/use-submission";
import { numberOf, textOf } from "../prepare-form";
import { RESERVATION_KINDS, reservationScopeOf } from "../prepare-scope";
import { END_FIELDS, EndFields, endOf } from "./end-fields";
import { EntityPicker } from "./entity-picker";
import { ScopeFields } from "./scope-fields";
import { useOverlaysChanged } from "./use-overlays-changed";

/** Without an agent the form asks whose slots. */
export function ReserveDialog({
  agent,
  projectId,
  ...control
}: {
  agent?: Pick<Agent, "id" | "name" | "capacity"> | undefined;
  projectId?: string | undefined;
} & DialogControl) {
  const changed = useOverlaysChanged();
  const [unchosen, setUnchosen] = useState<{ agent?: string; scope?: string }>({});
  const { submit, isSending, errors } = useSubmission({
    names: [...END_FIELDS, "agentId", "slots"],
    send: (body: PlaceReservation, key) => placeReservation(body, key),
    onDone: (reservation) => {
      changed();
      notify.success("Capacity reserved", {
        description: `${reservation.agentName}: ${reservation.scopeLabel}`,
      });
      control.onOpenChange(false);
    },
  });

  function send(form: FormData) {
    const agentId = agent?.id ?? textOf(form, "agentId");
    const scope = reservationScopeOf(form);
    setUnchosen({
      ...(agentId ? {} : { agent: "Choose an agent." }),
      ...(scope ? {} : { scope: "Choose what the slots serve." }),
    });
    if (agentId && scope) submit({ agentId, slots: numberOf(form, "slots") ?? 1, scope, ...endOf(form) });
  }

  return (
    <FormDialog
      control={control}
      title={agent ? `Reserve capacity of ${agent.name}` : "Reserve capacity"}
      description="These slots of the agent take only tasks of the scope while it is in force."
      submitLabel="Reserve"
      errors={errors}
      isSending={isSending}
      onSubmit={send}
    >
      {!agent && (
        <EntityPicker kind="agent" projectId={projectId} error={unchosen.agent ?? errors.fields.agentId} />
      )}
      <Field
        label="Slots"
        required
        error={errors.fields.slots}
        hint={agent && `It can hold ${agent.capacity} at once.`}
      >
        {(field) => (
          <Input
            {...field}
            name="slots"
            type="number"
            inputMode="numeric"
            min={1}
            max={agent?.capacity ?? CAPACITY_MAX}
            defaultValue={1}
          />
        )}
      </Field>
      <ScopeFields
        kinds={RESERVATION_KINDS}
        projectId={projectId}
        error={unchosen.scope ?? errors.fields.scope}
      />
      <EndFields errors={errors} />
    </FormDialog>
  );
}
