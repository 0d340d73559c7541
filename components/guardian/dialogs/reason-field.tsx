import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/textarea";

/** Why something is decided; kept in the trail. */
export function ReasonField({
  label = "Reason",
  name = "reason",
  error,
  required = true,
}: {
  label?: string;
  name?: string;
  error: string | undefined;
  required?: boolean;
}) {
  return (
    <Field label={label} required={required} error={error} hint="Kept on record.">
      {(field) => <Textarea {...field} name={name} rows={2} maxLength={2000} className="min-h-14!" />}
    </Field>
  );
}
