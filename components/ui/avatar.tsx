import { clsx } from "clsx";

/** Initials of someone whose full name is written beside it; hence hidden from screen readers. */
export function Avatar({ name, size = "md" }: { name: string; size?: "sm" | "md" }) {
  return (
    <span
      aria-hidden="true"
      className={clsx(
        "inline-grid shrink-0 place-items-center rounded-full border border-neutral-line bg-neutral-soft font-medium text-neutral select-none",
        size === "sm" ? "size-5 text-[0.5625rem]" : "size-7 text-[0.6875rem]",
      )}
    >
      {initials(name)}
    </span>
  );
}

function initials(name: string) {
  const words = name
    .trim()
    .split(/[\s._-]+/u)
    .filter(Boolean);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return letters.map((word) => [...(word ?? "?")][0]?.toUpperCase()).join("");
}
