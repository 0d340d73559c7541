"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { useLive } from "@/components/live/live-provider";
import { readLog } from "@/lib/work/queries";
import { appendText, emptyLog, type LogBuffer, startOffset } from "../prepare-log";

const POLL_MS = 3000;

export interface LogState {
  buffer: LogBuffer;
  /** Bytes of the whole log, or null before the first answer. */
  sizeBytes: number | null;
  /** The attempt has ended and everything of it was read. */
  isClosed: boolean;
  error: Error | null;
  isReading: boolean;
  retry: () => void;
}

interface Read {
  buffer: LogBuffer;
  sizeBytes: number | null;
  isClosed: boolean;
  error: Error | null;
}

/**
 * Reads an attempt's log onwards: at once, at every hint that it grew, and every few seconds in case a hint was
 * lost, until the attempt is closed. `knownBytes` is its size as far as known; of a long one only the end is read.
 */
export function useLog(taskId: string, attemptId: string, knownBytes: number): LogState {
  const { state, onHint } = useLive();
  const offset = useRef(startOffset(knownBytes));
  const [log, setLog] = useState<Read>(() => ({
    buffer: emptyLog(offset.current > 0),
    sizeBytes: null,
    isClosed: false,
    error: null,
  }));
  const [isReading, setReading] = useState(false);
  const turn = useRef({ running: false, again: false });
  const abort = useRef<AbortController>(null);

  const read = useCallback(async () => {
    const mine = turn.current;
    // One reader at a time: two would append the same bytes twice.
    mine.again = mine.running;
    if (mine.running) return;
    mine.running = true;
    setReading(true);
    const controller = new AbortController();
    abort.current = controller;
    try {
      let goesOn = true;
      while (goesOn) {
        mine.again = false;
        const from = offset.current;
        const slice = await readLog(taskId, attemptId, from, controller.signal);
        if (controller.signal.aborted) return;
        offset.current = slice.nextOffset;
        setLog((was) => ({
          buffer: appendText(was.buffer, slice.text),
          sizeBytes: slice.sizeBytes,
          isClosed: slice.closed,
          error: null,
        }));
        goesOn =
          !slice.closed && ((slice.nextOffset < slice.sizeBytes && slice.nextOffset > from) || mine.again);
      }
    } catch (error) {
      if (!controller.signal.aborted) {
        setLog((was) => ({
          ...was,
          error: error instanceof Error ? error : new Error("It could not be read."),
        }));
      }
    } finally {
      mine.running = false;
      if (!controller.signal.aborted) setReading(false);
    }
  }, [taskId, attemptId]);

  const { isClosed } = log;
  const isFollowing = !isClosed && state !== "paused";
  useEffect(() => {
    if (isClosed) return;
    void read();
    return () => {
      abort.current?.abort();
      turn.current = { running: false, again: false };
    };
  }, [read, isClosed]);

  useEffect(() => {
    if (!isFollowing) return;
    const stopHints = onHint((hint) => {
      if (hint.topic === "log" && hint.id === attemptId) void read();
    });
    const timer = setInterval(() => void read(), POLL_MS);
    return () => {
      clearInterval(timer);
      stopHints();
    };
  }, [isFollowing, onHint, attemptId, read]);

  return { ...log, isReading, retry: () => void read() };
}
