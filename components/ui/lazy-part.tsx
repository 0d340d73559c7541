import { type ComponentType, lazy } from "react";

/**
 * A part of a page whose code comes after the page works. Where it cannot be had the rest of the page stays, with
 * `instead` in its place: left to itself, a failed import would take everything around it along.
 */
export function lazyPart<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  instead: ComponentType<Props> = Missing,
) {
  return lazy(() =>
    load().then(
      (part): { default: ComponentType<Props> } => ({ default: part }),
      () => ({ default: instead }),
    ),
  );
}

function Missing() {
  return (
    <p role="status" className="text-xs text-muted">
      A part could not be loaded. Reload the page to have it.
    </p>
  );
}
