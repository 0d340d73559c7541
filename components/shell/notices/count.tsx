import { clsx } from "clsx";
import { type Tone, toneClasses } from "@/components/ui/tones";

/** How much waits behind a link, within it; nothing when nothing does. */
export function Count({ count, words, tone }: { count: number; words: string; tone: Tone }) {
  if (count === 0) return null;
  const { line, soft, text } = toneClasses[tone];
  return (
    <span
      className={clsx(
        "ml-auto inline-flex h-5 min-w-5 items-center justify-center rounded-full border px-1.5 text-xs font-medium tabular-nums",
        [line, soft, text],
      )}
    >
      {count > 99 ? "99+" : count}
      <span className="sr-only"> {words}</span>
    </span>
  );
}
