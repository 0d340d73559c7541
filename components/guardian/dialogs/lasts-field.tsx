import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { EXPIRIES } from "@/components/work/prepare-overlay";
import { TTL_SECONDS_MAX } from "@/lib/guardian/schema";

const CHOICES = EXPIRIES.filter(({ seconds }) => seconds !== null && seconds <= TTL_SECONDS_MAX);

/** What it lasts unless something else is chosen. */
export const LASTS_AT_FIRST = EXPIRIES[1];

/** How long it lasts: whatever a guardian lays ends by itself within a day. */
export function LastsField({ error, label = "Lasts" }: { error: string | undefined; label?: string }) {
  return (
    <Field label={label} required error={error} hint="It ends by itself then, whoever is there.">
      {(field) => (
        <Select {...field} name="expiresInSeconds" defaultValue={LASTS_AT_FIRST.seconds}>
          {CHOICES.map(({ label: words, seconds }) => (
            <option key={words} value={seconds ?? ""}>
              {words}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
