import {
  type ComponentType,
  lazy,
  type ReactNode,
  Suspense,
  startTransition,
  useEffect,
  useState,
} from "react";

interface Around<Props> {
  /** Stands where the server has not drawn the part, until its code is there. */
  fallback?: ReactNode | ((props: Props) => ReactNode);
  /** Stands where its code cannot be had. */
  instead?: ComponentType<Props>;
}

/**
 * A part of a page whose code comes after the page works. Where it cannot be had the rest of the page stays: left to
 * itself, a failed import would take everything around it along.
 */
export function lazyPart<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  { fallback = null, instead = Missing }: Around<Props> = {},
): ComponentType<Props> {
  const code: Code = { isThere: false, load: loadOnce };
  let loading: Promise<{ default: ComponentType<Props> }> | undefined;
  function loadOnce() {
    loading ??= load()
      .catch(() => instead)
      .then((part) => {
        code.isThere = true;
        return { default: part };
      });
    return loading;
  }
  const Loaded = lazy(loadOnce);
  return (props) => (
    <KeptUntilLoaded code={code}>
      <Suspense fallback={typeof fallback === "function" ? fallback(props) : fallback}>
        <Loaded {...props} />
      </Suspense>
    </KeptUntilLoaded>
  );
}

interface Code {
  isThere: boolean;
  load: () => Promise<unknown>;
}

/**
 * Leaves its children as they were drawn first until their code is there. Drawn anew before, what the server has drawn
 * of them would be thrown away by React, and with it a button that somebody has just clicked.
 */
function KeptUntilLoaded({ code, children }: { code: Code; children: ReactNode }) {
  const [first] = useState(children);
  const [isReady, setReady] = useState(code.isThere);
  useEffect(() => {
    let isHere = true;
    void code.load().then(() => isHere && startTransition(() => setReady(true)));
    return () => {
      isHere = false;
    };
  }, [code]);
  return isReady ? children : first;
}

function Missing() {
  return (
    <p role="status" className="text-xs text-muted">
      A part could not be loaded. Reload the page to have it.
    </p>
  );
}
