"use client";

import { Checkbox } from "@/components/ui/checkbox";
import { Dialog } from "@/components/ui/dialog";
import { SHORTCUTS } from "./prepare-shortcuts";
import { setSingleKeys, useSingleKeys } from "./use-single-keys";

const ALWAYS = [
  { keys: ["Ctrl", "K"], words: "Search and commands; ⌘ K on a Mac", join: "+" },
  { keys: ["Esc"], words: "Close a dialog or a menu", join: "+" },
];

/** Every shortcut, and the switch for those of single keys. */
export function HelpSheet({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const isOn = useSingleKeys();
  const rows = [...ALWAYS, ...SHORTCUTS.map(({ keys, words }) => ({ keys: [...keys], words, join: "then" }))];
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Keyboard shortcuts">
      <dl className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-6 gap-y-1.5">
        {rows.map(({ keys, words, join }) => (
          <div key={words} className="contents">
            <dt>{words}</dt>
            <dd className="text-right whitespace-nowrap">
              {keys.map((key, index) => (
                <span key={key}>
                  {index > 0 && <span className="px-1 text-xs text-muted">{join}</span>}
                  <kbd className="inline-grid h-5 min-w-5 place-items-center rounded-sm border border-line-strong bg-sunken px-1 text-xs">
                    {key}
                  </kbd>
                </span>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <div className="mt-4 border-t border-line pt-4">
        <Checkbox
          label="Shortcuts of single keys"
          hint="Switched off, only Ctrl K and Esc remain. Kept in this browser."
          checked={isOn}
          onChange={(event) => setSingleKeys(event.target.checked)}
        />
      </div>
    </Dialog>
  );
}
