import { CopyButton } from "@/components/ui/copy-button";

const TAIL = 6;

/** An id by its kind and its last characters, which differ most; the whole is copied. */
export function ShortId({ id, label }: { id: string; label: string }) {
  const kind = id.slice(0, id.indexOf("_") + 1);
  return (
    <span className="-my-1 inline-flex items-center gap-1 align-top">
      <code title={id}>
        {kind}…{id.slice(-TAIL)}
      </code>
      <CopyButton text={id} label={label} />
    </span>
  );
}
