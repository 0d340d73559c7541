/** First in the tab order of every page; `main` must carry the id it names. */
export function SkipLink({ targetId = "main" }: { targetId?: string }) {
  return (
    <a
      href={`#${targetId}`}
      className="fixed top-2 left-2 z-50 -translate-y-16 rounded-md border border-line-strong bg-raised px-3 py-2 font-medium shadow-raised focus:translate-y-0"
    >
      Skip to content
    </a>
  );
}
