"use client";

import { useRef, useState } from "react";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { notify } from "@/components/ui/notify";
import { FormDialog } from "@/components/work/form/form-dialog";
import type { DialogControl } from "@/components/work/form/use-dialog";
import { useSubmission } from "@/components/work/form/use-submission";
import type { FormErrors } from "@/components/work/prepare-form";
import { useRefetch } from "@/components/work/use-refetch";
import { costKeys, rerateAll } from "@/lib/costs/queries";
import { recordWords } from "../prepare-words";
import { changeWords, defaultFrom, RERATE_FIELDS, rerateOf } from "./prepare-rerate";
import { ReratePreview } from "./rerate-preview";

type Sums = Awaited<ReturnType<typeof rerateAll>>;

const NO_ERRORS: FormErrors = { fields: {} };

/** What the prices of now would make of calls of before: first a preview, and then, unchanged, the deed. */
export function RerateDialog(control: DialogControl) {
  const refetch = useRefetch();
  const [looked, setLooked] = useState(0);
  const [preview, setPreview] = useState<Sums>();
  const [isDeed, setIsDeed] = useState(false);
  const question = useRef(0);
  const [from] = useState(() => defaultFrom(new Date()));
  const { submit, isSending, ...refused } = useSubmission({
    names: RERATE_FIELDS,
    send: async (body: ReturnType<typeof rerateOf>) => {
      setLooked(0);
      const asked = question.current;
      return { body, asked, sums: await rerateAll(body, setLooked) };
    },
    onDone: ({ body, asked, sums }) => {
      // What was typed meanwhile asks for another preview.
      if (body.dryRun) return setPreview(asked === question.current ? sums : undefined);
      refetch([costKeys.all]);
      notify.success(`${recordWords(sums.records)} re-rated`, { description: changeWords(sums) });
      control.onOpenChange(false);
    },
  });
  // A preview answers what was refused before it, not what is refused of the deed.
  const errors = preview && (isSending || !isDeed) ? NO_ERRORS : refused.errors;
  const mayApply = preview !== undefined && preview.records > 0;
  return (
    <FormDialog
      control={control}
      title="Re-rate"
      description="Applies the prices of now to calls of before. What each cost first is kept beside it; budgets and sums follow."
      submitLabel={mayApply ? `Re-rate ${recordWords(preview.records)}` : "Preview"}
      errors={errors}
      isSending={isSending}
      onSubmit={(form) => {
        setIsDeed(mayApply);
        submit(rerateOf(form, !mayApply));
      }}
    >
      {/* Another question has another preview. */}
      <div
        className="flex flex-col gap-4"
        onChange={() => {
          question.current += 1;
          setPreview(undefined);
        }}
      >
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="From" required error={errors.fields.from} hint="Midnight UTC.">
            {(field) => <Input {...field} type="date" name="from" defaultValue={from} />}
          </Field>
          <Field label="Before" error={errors.fields.to} hint="Midnight UTC; empty: up to now.">
            {(field) => <Input {...field} type="date" name="to" />}
          </Field>
        </div>
        <Field label="Model" error={errors.fields.model} hint="Empty: all models.">
          {(field) => <Input {...field} name="model" autoComplete="off" placeholder="claude-sonnet-4-5" />}
        </Field>
        <Field
          label="Reason"
          error={errors.fields.reason}
          hint="Kept with each adjustment and in the audit trail."
        >
          {(field) => <Input {...field} name="reason" autoComplete="off" placeholder="Prices changed." />}
        </Field>
      </div>
      {isSending && looked > 0 && (
        <p role="status" className="text-muted">
          Looked at {recordWords(looked)} so far
        </p>
      )}
      {preview && !isSending && <ReratePreview sums={preview} />}
    </FormDialog>
  );
}
