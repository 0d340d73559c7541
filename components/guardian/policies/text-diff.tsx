import { clsx } from "clsx";
import { ScrollRegion } from "@/components/ui/scroll-region";
import { type DiffLine, diffLines } from "./prepare-diff";

const LOOKS: Record<DiffLine["kind"], { sign: string; word: string; className: string }> = {
  same: { sign: " ", word: "", className: "" },
  added: { sign: "+", word: "added: ", className: "bg-success-soft text-success" },
  removed: { sign: "-", word: "removed: ", className: "bg-danger-soft text-danger" },
};

/** Two texts as one, with what was added and what was removed; alike, they are one text. */
export function TextDiff({ before, after }: { before: string; after: string }) {
  const lines = diffLines(before, after);
  return (
    <ScrollRegion label="Text" className="overflow-x-auto rounded-md border border-line bg-sunken">
      <pre className="min-w-max py-2 font-mono text-xs">
        {lines.map(({ key, kind, text }) => (
          <div key={key} className={clsx("px-3", LOOKS[kind].className)}>
            <span aria-hidden="true" className="mr-2 select-none">
              {LOOKS[kind].sign}
            </span>
            {LOOKS[kind].word && <span className="sr-only">{LOOKS[kind].word}</span>}
            {text || " "}
          </div>
        ))}
      </pre>
    </ScrollRegion>
  );
}
