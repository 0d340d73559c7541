"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { notify } from "@/components/ui/notify";
import { FormDialog } from "@/components/work/form/form-dialog";
import type { DialogControl } from "@/components/work/form/use-dialog";
import { useSubmission } from "@/components/work/form/use-submission";
import { textOf } from "@/components/work/prepare-form";
import { useWorkHref } from "@/components/work/use-work-href";
import { putPolicy } from "@/lib/guardian/queries";
import { PolicyName } from "@/lib/guardian/schema";
import { firstText } from "../prepare-policy";
import { usePoliciesChanged } from "../use-policies-changed";

/** A new policy begins off, with a text to change. */
export function NewPolicyDialog({ taken, ...control }: { taken: readonly string[] } & DialogControl) {
  const router = useRouter();
  const href = useWorkHref();
  const changed = usePoliciesChanged();
  const [wrong, setWrong] = useState<string>();
  const { submit, isSending, errors } = useSubmission({
    names: ["name"],
    send: (name: string) => putPolicy(name, { text: firstText(name), mode: "off", expectedHash: null }),
    onDone: ({ name }) => {
      changed();
      notify.success("Policy made", { description: `${name} is off until you switch it on.` });
      control.onOpenChange(false);
      router.push(href(`/guardian/policies/${name}`));
    },
  });

  function send(form: FormData) {
    const name = textOf(form, "name");
    const parsed = PolicyName.safeParse(name);
    const complaint = taken.includes(name)
      ? "There is a policy of this name."
      : parsed.error?.issues[0]?.message;
    setWrong(complaint);
    if (complaint === undefined) submit(name);
  }

  const shown = wrong === undefined ? errors : { fields: { name: wrong } };
  return (
    <FormDialog
      control={control}
      title="New policy"
      description="It gets a text to begin with, and is off until you switch it on."
      submitLabel="Create"
      errors={shown}
      isSending={isSending}
      onSubmit={send}
    >
      <Field
        label="Name"
        required
        error={shown.fields.name}
        hint="Small letters, digits and hyphens. It cannot be changed later."
      >
        {(field) => <Input {...field} name="name" maxLength={63} autoComplete="off" spellCheck={false} />}
      </Field>
    </FormDialog>
  );
}
