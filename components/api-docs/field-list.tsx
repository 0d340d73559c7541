import { clsx } from "clsx";
import type { Field } from "./prepare-reference";
import { Prose } from "./prose";

/** How far a nested field is moved in; deeper ones than these are not listed. */
const indents = ["", "pl-4", "pl-8", "pl-12"];

/** Fields with type and meaning: side by side where there is room, below each other on a phone. */
export function FieldList({ fields, isReply }: { fields: Field[]; isReply?: boolean }) {
  return (
    <ul className="rounded-md border border-line">
      {fields.map((field) => (
        <li
          key={field.path}
          className="grid gap-x-4 gap-y-0.5 border-b border-line px-3 py-1.5 last:border-b-0 md:grid-cols-[15rem_13rem_minmax(0,1fr)]"
        >
          <span className={clsx("wrap-anywhere", indents[field.depth])}>
            <code className="font-semibold">{field.name}</code> <Presence field={field} isReply={isReply} />
          </span>
          <code className={clsx("wrap-anywhere text-muted md:pl-0", indents[field.depth])}>{field.type}</code>
          <span className={clsx("wrap-anywhere text-muted md:pl-0", indents[field.depth])}>
            <Prose text={field.note} />
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Only what is out of the ordinary: a request's field that must be there, a reply's that may be missing. */
function Presence({ field, isReply }: { field: Field; isReply: boolean | undefined }) {
  if (isReply === true) return !field.isRequired && <span className="text-faint">may be absent</span>;
  return field.isRequired && <span className="text-faint">required</span>;
}
