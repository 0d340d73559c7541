"use client";

import { focusManager, useQueryClient } from "@tanstack/react-query";
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import type { LiveState } from "@/components/shell/live-indicator";
import type { StreamHint } from "@/lib/platform/events/schema";
import { followEvents } from "./follow-events";
import { watchArrivals } from "./late-arrivals";
import { staleKeys } from "./stale-keys";

type HintListener = (hint: StreamHint) => void;
interface Live {
  state: LiveState;
  /** When the page ceased to follow, in milliseconds; null while it does. */
  staleSinceMs: number | null;
  toggle: () => void;
  /** Calls back when something grew that is no event, such as a log; returns how to stop. */
  onHint: (listener: HintListener) => () => void;
}

const LiveContext = createContext<Live | null>(null);
/** Refetches that fall together are made once. */
const GATHER_MS = 250;

/** What the query client does by itself, until it is told otherwise. */
function followVisibility(onFocus: () => void): () => void {
  const tell = () => onFocus();
  window.addEventListener("visibilitychange", tell);
  return () => window.removeEventListener("visibilitychange", tell);
}

/** Follows the server's event stream and refetches what changed; one connection for the whole page. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const [isPaused, setPaused] = useState(false);
  const [isOpen, setOpen] = useState(true);
  const [staleSinceMs, setStaleSinceMs] = useState<number | null>(null);
  const hints = useRef(new Set<HintListener>());

  useEffect(() => {
    if (isPaused) return;
    const due = new Map<string, readonly unknown[]>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refetch = () => {
      timer = undefined;
      for (const queryKey of due.values()) void queries.invalidateQueries({ queryKey });
      due.clear();
    };
    const refetchSoon = (key: readonly unknown[]) => {
      due.set(JSON.stringify(key), key);
      timer ??= setTimeout(refetch, GATHER_MS);
    };
    const arrivals = watchArrivals(queries, refetchSoon);
    const refetchAll = () => {
      arrivals.note([]);
      void queries.invalidateQueries();
    };
    const stop = followEvents({
      onOpen: () => {
        setOpen(true);
        setStaleSinceMs(null);
        // What changed while nobody listened, between rendering and now too, is unknown: all is asked for again.
        refetchAll();
      },
      onCut: () => {
        setOpen(false);
        setStaleSinceMs((since) => since ?? Date.now());
      },
      onEvent: (event) => {
        for (const key of staleKeys(event)) {
          arrivals.note(key);
          refetchSoon(key);
        }
      },
      onHint: (hint) => {
        for (const listener of hints.current) listener(hint);
      },
      onReset: refetchAll,
    });
    return () => {
      clearTimeout(timer);
      arrivals.stop();
      stop();
    };
  }, [isPaused, queries]);

  useEffect(() => {
    if (!isPaused) return;
    // Coming back to the tab would refetch what is old: a page that is held still stays as it is.
    focusManager.setEventListener(() => () => {});
    return () => focusManager.setEventListener(followVisibility);
  }, [isPaused]);

  const toggle = useCallback(() => {
    setPaused((was) => !was);
    setStaleSinceMs((since) => since ?? Date.now());
    // Whoever resumes wants to see what is, at once.
    if (isPaused) void queries.invalidateQueries();
  }, [isPaused, queries]);
  const onHint = useCallback((listener: HintListener) => {
    hints.current.add(listener);
    return () => hints.current.delete(listener);
  }, []);
  const state: LiveState = isPaused ? "paused" : isOpen ? "live" : "reconnecting";
  const live = useMemo(
    () => ({ state, staleSinceMs, toggle, onHint }),
    [state, staleSinceMs, toggle, onHint],
  );
  return <LiveContext value={live}>{children}</LiveContext>;
}

export function useLive(): Live {
  const live = useContext(LiveContext);
  if (!live) throw new Error("useLive needs a LiveProvider.");
  return live;
}
