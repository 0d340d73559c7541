"use client";

import { Checkbox } from "@/components/ui/checkbox";
import { StatusBadge } from "@/components/ui/status";
import { TaskState } from "@/lib/work/schema";
import { ChoicePopover } from "../choice-popover";
import { stateChoiceWords } from "../prepare-task";

/** Any number of states; or, alone, of the pending tasks those that wait for others. */
export function StateFilter({
  states,
  blocked,
  onChange,
}: {
  states: TaskState[];
  blocked: boolean;
  onChange: (choice: { state: TaskState[]; blocked: boolean }) => void;
}) {
  const toggle = (state: TaskState, isOn: boolean) =>
    onChange({
      state: TaskState.options.filter((option) => (option === state ? isOn : states.includes(option))),
      blocked: false,
    });
  return (
    <ChoicePopover label="State" chosen={stateChoiceWords(states, blocked)}>
      {TaskState.options.map((option) => (
        <Checkbox
          key={option}
          label={<StatusBadge kind="task" value={option} />}
          checked={states.includes(option)}
          onChange={(event) => toggle(option, event.target.checked)}
        />
      ))}
      <div className="mt-1 border-t border-line pt-2">
        <Checkbox
          label={<StatusBadge kind="task" value="blocked" />}
          hint="Of the pending only those that wait for other tasks."
          checked={blocked}
          onChange={(event) => onChange({ state: [], blocked: event.target.checked })}
        />
      </div>
    </ChoicePopover>
  );
}
