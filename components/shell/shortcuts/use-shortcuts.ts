"use client";

import { useEffect, useEffectEvent, useRef } from "react";
import { nextIndex, readKey, SEQUENCE_MS, type ShortcutAction } from "./prepare-shortcuts";
import { areSingleKeysOn } from "./use-single-keys";

const TYPING = "input, textarea, select, [contenteditable=''], [contenteditable=true]";
const OPEN = "dialog:modal, [role=dialog][data-open], [popover]:popover-open";
/** What names a row: the links of a table's row headers, and the titles of the board's cards. */
const ROWS = "main th[scope=row] a, main article h3 a";

/** Listens for the shortcuts. None fires while somebody types or a dialog is open. */
export function useShortcuts(onPalette: () => void, onAction: (action: ShortcutAction) => void) {
  const first = useRef<{ key: string; at: number } | null>(null);

  const press = useEffectEvent((event: KeyboardEvent) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      onPalette();
      return;
    }
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !areSingleKeysOn())
      return;
    const target = event.target as HTMLElement;
    if (target.closest(TYPING) || document.querySelector(OPEN)) return;
    const before = first.current;
    first.current = null;
    const isFresh = before !== null && event.timeStamp - before.at < SEQUENCE_MS;
    const meaning = readKey(isFresh ? before.key : null, event.key);
    if (meaning === null) return;
    if (meaning === "waits") {
      first.current = { key: event.key, at: event.timeStamp };
      return;
    }
    event.preventDefault();
    if (meaning.kind === "next" || meaning.kind === "previous") moveFocus(meaning.kind === "next" ? 1 : -1);
    else onAction(meaning);
  });

  useEffect(() => {
    const listen = (event: KeyboardEvent) => press(event);
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
}

function moveFocus(step: 1 | -1) {
  const rows = [...document.querySelectorAll<HTMLElement>(ROWS)].filter((row) => row.checkVisibility());
  const active = document.activeElement;
  const current = rows.findIndex(
    (row) => row === active || row.closest("tr, article")?.contains(active) === true,
  );
  rows[nextIndex(current, rows.length, step)]?.focus();
}
