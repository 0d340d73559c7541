import { Button } from "@/components/ui/button";
import type { Plan } from "@/lib/guardian/schema";
import { LASTS_AT_FIRST } from "../dialogs/lasts-field";

/** What an emergency stop is set to do, in a sentence; `onChange` shows its fields. */
export function FoldedWords({ plan, onChange }: { plan: Plan | undefined; onChange: () => void }) {
  const target = plan?.targets[0];
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <p className="min-w-0 flex-1 basis-56 wrap-anywhere">
        Pauses {target ? <strong className="font-medium">{within(target.label)}</strong> : "it"} for{" "}
        {LASTS_AT_FIRST.label} and stops what runs.
      </p>
      <Button size="sm" onClick={onChange}>
        Change
      </Button>
    </div>
  );
}

/** `All work` and `Project Shop` stand at the beginning of their own sentence otherwise. */
const within = (label: string) => label.charAt(0).toLowerCase() + label.slice(1);
