import { clsx } from "clsx";
import { ScrollRegion } from "@/components/ui/scroll-region";
import { toPlainText } from "./prepare-log";

/** Text as it was written but without its terminal colours, in its own scrolling box. */
export function CodeBlock({ label, text, tall }: { label: string; text: string; tall?: boolean }) {
  return (
    <ScrollRegion
      label={label}
      className={clsx(
        "overflow-auto rounded-md border border-line bg-sunken focus-visible:-outline-offset-2",
        tall ? "max-h-96" : "max-h-60",
      )}
    >
      <pre className="p-3 whitespace-pre-wrap wrap-anywhere">{toPlainText(text).text}</pre>
    </ScrollRegion>
  );
}
