"use client";

import { Checkbox } from "@/components/ui/checkbox";
import { StatusBadge } from "@/components/ui/status";
import { TaskState } from "@/lib/work/schema";
import { ChoicePopover } from "../choice-popover";
import { type StateChoice, stateChoiceWords } from "../prepare-task";

const NONE: StateChoice = { state: [], blocked: false, undoable: false };

/** Any number of states; or, alone, some of the pending tasks. */
export function StateFilter({
  chosen,
  onChange,
}: {
  chosen: StateChoice;
  onChange: (choice: StateChoice) => void;
}) {
  const toggle = (state: TaskState, isOn: boolean) =>
    onChange({
      ...NONE,
      state: TaskState.options.filter((option) => (option === state ? isOn : chosen.state.includes(option))),
    });
  return (
    <ChoicePopover label="State" chosen={stateChoiceWords(chosen)}>
      {TaskState.options.map((option) => (
        <Checkbox
          key={option}
          label={<StatusBadge kind="task" value={option} />}
          checked={chosen.state.includes(option)}
          onChange={(event) => toggle(option, event.target.checked)}
        />
      ))}
      <div className="mt-1 grid gap-2 border-t border-line pt-2">
        <Checkbox
          label={<StatusBadge kind="task" value="blocked" />}
          hint="Of the pending only those that wait for other tasks."
          checked={chosen.blocked}
          onChange={(event) => onChange({ ...NONE, blocked: event.target.checked })}
        />
        <Checkbox
          label="Nobody can do"
          hint="Of the pending only those that no active agent has the capabilities for."
          checked={chosen.undoable}
          onChange={(event) => onChange({ ...NONE, undoable: event.target.checked })}
        />
      </div>
    </ChoicePopover>
  );
}
