import { Fragment } from "react";

/** A description from a schema: what stands between backticks there is code. */
export function Prose({ text }: { text: string }) {
  let from = 0;
  return text.split("`").map((part, at) => {
    const key = from;
    from += part.length + 1;
    return at % 2 === 1 ? <code key={key}>{part}</code> : <Fragment key={key}>{part}</Fragment>;
  });
}
