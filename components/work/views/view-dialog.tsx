"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { notify } from "@/components/ui/notify";
import { createView, deleteView, updateView, viewKeys } from "@/lib/platform/views/queries";
import type { SavedView } from "@/lib/platform/views/schema";
import { FormDialog } from "../form/form-dialog";
import type { DialogControl } from "../form/use-dialog";
import { useSubmission } from "../form/use-submission";
import { textOf } from "../prepare-form";

interface Answers {
  name: string;
  isShared: boolean;
  isReaimed: boolean;
}

/** Names the present filters, or changes a view that has a name. */
export function ViewDialog({
  view,
  path,
  query,
  ...control
}: { view: SavedView | undefined; path: string; query: string } & DialogControl) {
  const queries = useQueryClient();
  const done = (words: string) => {
    void queries.invalidateQueries({ queryKey: viewKeys.all });
    notify.success(words);
    control.onOpenChange(false);
  };
  const { submit, isSending, errors } = useSubmission({
    names: ["name"],
    send: ({ name, isShared, isReaimed }: Answers, key) =>
      view
        ? updateView(view.id, { name, isShared, ...(isReaimed ? { query } : {}) })
        : createView({ name, path, query, isShared }, key),
    onDone: (saved) => done(`View “${saved.name}” saved`),
  });
  const removal = useMutation({
    mutationFn: (id: string) => deleteView(id),
    onSuccess: (gone) => done(`View “${gone.name}” deleted`),
    onError: (error) => notify.error(error.message),
  });

  return (
    <FormDialog
      control={control}
      title={view ? "Change view" : "Save this view"}
      description="A view is a name for the filters of a list, as they stand in its address."
      submitLabel="Save view"
      errors={errors}
      isSending={isSending}
      size="sm"
      onSubmit={(form) =>
        submit({
          name: textOf(form, "name"),
          isShared: form.get("isShared") !== null,
          isReaimed: form.get("isReaimed") !== null,
        })
      }
    >
      <Field label="Name" required error={errors.fields.name}>
        {(field) => (
          <Input {...field} name="name" maxLength={80} autoComplete="off" defaultValue={view?.name} />
        )}
      </Field>
      <Checkbox
        name="isShared"
        label="Share it with everybody"
        hint="Others see it; only you and admins may change it."
        defaultChecked={view?.isShared ?? false}
      />
      {view && view.query !== query && <Checkbox name="isReaimed" label="Use the filters that are set now" />}
      {view && (
        <Button
          variant="ghost"
          className="self-start text-danger!"
          loading={removal.isPending}
          onClick={() => removal.mutate(view.id)}
        >
          <Trash2 aria-hidden="true" />
          Delete this view
        </Button>
      )}
    </FormDialog>
  );
}
