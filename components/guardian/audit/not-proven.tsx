/** What even a whole chain leaves open, said where it is shown. */
export function NotProven() {
  return (
    <details className="mt-3">
      <summary className="cursor-pointer text-muted hover:text-fg">What this does not prove</summary>
      <ul className="mt-2 list-disc space-y-1 pl-5 text-muted">
        <li>
          That nobody wrote the whole chain anew who owns the database and the signing key. An export that was
          kept elsewhere shows it: <code>omoios audit verify --earlier</code>.
        </li>
        <li>Anything about the time before the first export or signature that somebody else keeps.</li>
        <li>When something happened: the times are the database’s own.</li>
        <li>
          That an act is true which the control room was told by a key or a session that somebody stole.
        </li>
        <li>
          Events that are not kept any more: their seals stay, but nothing is left to compare them with.
        </li>
      </ul>
    </details>
  );
}
