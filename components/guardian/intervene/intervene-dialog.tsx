"use client";

import { useQuery } from "@tanstack/react-query";
import { useCallback, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { notify } from "@/components/ui/notify";
import { Select } from "@/components/ui/select";
import { FormDialog } from "@/components/work/form/form-dialog";
import type { DialogControl } from "@/components/work/form/use-dialog";
import { useSubmission } from "@/components/work/form/use-submission";
import { textOf } from "@/components/work/prepare-form";
import { useSettled } from "@/components/work/use-settled";
import { type AskedIntervention, intervene, planPreviewQuery } from "@/lib/guardian/queries";
import { type ActionType, Intervention } from "@/lib/guardian/schema";
import { LastsField } from "../dialogs/lasts-field";
import { ReasonField } from "../dialogs/reason-field";
import { actionTitle, TYPE_WORDS } from "../prepare-action";
import { useActionsChanged } from "../use-actions-changed";
import { ActFields } from "./act-fields";
import { FoldedWords } from "./folded-words";
import { PlanPreview } from "./plan-preview";
import { type InterveneTarget, interventionOf, type Preset, typesOf } from "./prepare-intervention";
import { TwoWays } from "./two-ways";

const NAMES = ["scope", "to", "slots", "priority", "reason", "expiresInSeconds"] as const;

/** Steps in: what to do, what it would do, why, and for how long. */
export function InterveneDialog({
  target,
  projectId,
  alertId,
  preset,
  ...control
}: {
  target?: InterveneTarget | undefined;
  projectId?: string | undefined;
  alertId?: string | undefined;
  preset?: Preset | undefined;
} & DialogControl) {
  const changed = useActionsChanged();
  const types = typesOf(target);
  const fields = useRef<HTMLDivElement>(null);
  const [type, setType] = useState<ActionType>(types[0] as ActionType);
  const [chosen, setChosen] = useState("");
  const [isUnchosen, setUnchosen] = useState(false);
  const [isFolded, setFolded] = useState(preset === "stop");
  const [asks, setAsks] = useState(false);
  const settled = useSettled(chosen);
  const intervention = settled ? Intervention.parse(JSON.parse(settled)) : null;
  const { data } = useQuery(planPreviewQuery(control.open ? intervention : null));
  const stops = intervention?.type === "pause" && intervention.attempts === "cancel";
  const mustAsk = data?.outcome === "asks_approval";
  const { submit, isSending, errors } = useSubmission({
    names: NAMES,
    send: (asked: AskedIntervention, key) => intervene(asked, key),
    onDone: (action) => {
      changed();
      const words =
        action.status === "proposed"
          ? "Asked for approval"
          : action.status === "executing"
            ? "Begun"
            : "Done";
      notify.success(words, { description: actionTitle(action) });
      control.onOpenChange(false);
    },
  });

  const read = useCallback(() => {
    const form = fields.current?.closest("form");
    const next = form ? interventionOf(new FormData(form), target) : null;
    setChosen(next ? JSON.stringify(next) : "");
  }, [target]);

  // What is wrong with a folded field is seen at the field, which then stays: it may be changed from what the words say.
  if (isFolded && (isUnchosen || Object.keys(errors.fields).some((name) => name !== "reason")))
    setFolded(false);

  function unfold() {
    // What was clicked goes away, and focus goes to what it has shown.
    flushSync(() => setFolded(false));
    fields.current?.querySelector("select")?.focus();
  }

  function send(form: FormData, breakGlass: boolean) {
    const asked = interventionOf(form, target);
    setUnchosen(asked === null);
    if (!asked) return;
    submit({
      intervention: asked,
      reason: textOf(form, "reason"),
      expiresInSeconds: Number(textOf(form, "expiresInSeconds") || 0) || undefined,
      approval: asks && !mustAsk ? "ask" : undefined,
      breakGlass,
      alertId,
    });
  }

  return (
    <FormDialog
      control={control}
      title={
        preset === "stop" && type === "pause"
          ? "Emergency stop"
          : target
            ? `Step in: ${target.title}`
            : "Step in"
      }
      focusOn={preset ? "reason" : undefined}
      description={
        type === "cancel_task"
          ? `${asks || mustAsk ? "Another person decides first" : "It is done at once"}; it is on record with your name.`
          : stops
            ? "Nothing more is claimed, and agents are told to stop. Their tasks go back to the queue and wait there."
            : "It lies over the queue's own state for a time; reverted, or over, everything is as it was."
      }
      submitLabel={mustAsk || asks ? "Ask for it" : TYPE_WORDS[type]}
      cancelLabel={type === "cancel_task" ? "Close" : "Cancel"}
      danger={(type === "cancel_task" || stops) && !mustAsk && !asks}
      urgent={mustAsk ? { label: "Act now", note: <TwoWays reasons={data.plan.needsApproval} /> } : undefined}
      errors={errors}
      isSending={isSending}
      onSubmit={send}
    >
      {isFolded && <FoldedWords plan={data?.plan} onChange={unfold} />}
      <div
        ref={fields}
        hidden={isFolded}
        onChange={() => queueMicrotask(read)}
        className={isFolded ? undefined : "flex flex-col gap-4"}
      >
        <Field label="What to do" required>
          {(field) => (
            <Select
              {...field}
              name="type"
              value={type}
              onChange={(event) => setType(types.find((one) => one === event.target.value) ?? type)}
            >
              {types.map((one) => (
                <option key={one} value={one}>
                  {TYPE_WORDS[one]}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <ActFields
          key={type}
          type={type}
          target={target}
          projectId={projectId}
          preset={preset}
          onShown={read}
          errors={isUnchosen ? { fields: { scope: "Choose what it is about." } } : errors}
        />
      </div>
      <PlanPreview intervention={intervention} isOpen={control.open} />
      <ReasonField error={errors.fields.reason} />
      {type !== "cancel_task" && (
        <div hidden={isFolded}>
          <LastsField error={errors.fields.expiresInSeconds} />
        </div>
      )}
      {!mustAsk && (
        <Checkbox
          checked={asks}
          onChange={(event) => setAsks(event.target.checked)}
          label="Ask another person first"
          hint="Nothing is done until they approve."
        />
      )}
    </FormDialog>
  );
}
