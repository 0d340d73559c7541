import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { statusLooks } from "@/components/ui/status-tones";
import { Priority } from "@/lib/work/schema";

export function PriorityField({
  defaultValue,
  error,
}: {
  defaultValue: Priority;
  error: string | undefined;
}) {
  return (
    <Field label="Priority" required error={error}>
      {(control) => (
        <Select {...control} name="priority" defaultValue={defaultValue}>
          {Priority.options.map((priority) => (
            <option key={priority} value={priority}>
              {statusLooks.priority[priority].label}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
