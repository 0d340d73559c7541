import {
  type ComponentType,
  lazy,
  type ReactNode,
  Suspense,
  startTransition,
  useEffect,
  useLayoutEffect,
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
      {(onFallback) => (
        <Suspense
          fallback={
            <Fallback onShown={onFallback}>
              {typeof fallback === "function" ? fallback(props) : fallback}
            </Fallback>
          }
        >
          <Loaded {...props} />
        </Suspense>
      )}
    </KeptUntilLoaded>
  );
}

interface Code {
  isThere: boolean;
  load: () => Promise<unknown>;
}

/**
 * Leaves what the server has drawn as it is until its code is there. Drawn anew before, it would be thrown away by
 * React, and with it a button that somebody has just clicked. Where the fallback stands there is nothing to keep.
 */
function KeptUntilLoaded({
  code,
  children,
}: {
  code: Code;
  children: (onFallback: () => void) => ReactNode;
}) {
  const [isReady, setReady] = useState(code.isThere);
  const [onFallback] = useState(() => () => setReady(true));
  const [first] = useState(() => children(onFallback));
  useEffect(() => {
    let isHere = true;
    void code.load().then(() => isHere && startTransition(() => setReady(true)));
    return () => {
      isHere = false;
    };
  }, [code]);
  return isReady ? children(onFallback) : first;
}

/** React shows it only where the server has drawn nothing: after a navigation, or where drawing failed there. */
function Fallback({ onShown, children }: { onShown: () => void; children: ReactNode }) {
  useLayoutEffect(onShown, [onShown]);
  return children;
}

function Missing() {
  return (
    <p role="status" className="text-xs text-muted">
      A part could not be loaded. Reload the page to have it.
    </p>
  );
}
