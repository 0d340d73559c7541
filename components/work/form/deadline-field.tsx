"use client";

import { useEffect, useRef } from "react";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { toLocalTime } from "../prepare-task-form";

/** An instant in the browser's own zone; empty for none. */
export function DeadlineField({ deadline, error }: { deadline: string | null; error: string | undefined }) {
  const input = useRef<HTMLInputElement>(null);

  // Half a date counts as an empty field in a browser; told as it is, the API refuses it at this field.
  useEffect(() => {
    const form = input.current?.form;
    const tell = ({ formData }: FormDataEvent) => {
      if (input.current?.validity.badInput) formData.set("deadline", "incomplete");
    };
    form?.addEventListener("formdata", tell);
    return () => form?.removeEventListener("formdata", tell);
  }, []);

  return (
    <Field label="Deadline" error={error} hint="In your time zone. Not finished by then, the task fails.">
      {(field) => (
        <Input
          {...field}
          ref={input}
          name="deadline"
          type="datetime-local"
          defaultValue={deadline ? toLocalTime(deadline) : ""}
        />
      )}
    </Field>
  );
}
