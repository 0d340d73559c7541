"use client";

import { type ComponentType, Suspense, useState } from "react";
import { loadAhead, openLoaded } from "./open-loaded";

export interface DialogControl {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/**
 * A dialog that is loaded and mounted only once somebody wants it, fresh each time. Spread `trigger` on the
 * button, so that pointing at it or focusing it begins to load.
 */
export function useDialog(load: () => Promise<unknown>) {
  const [open, setOpen] = useState(false);
  const [times, setTimes] = useState(0);
  const prepare = () => loadAhead(load);
  return {
    trigger: {
      "aria-haspopup": "dialog" as const,
      onPointerEnter: prepare,
      onFocus: prepare,
      onClick: () =>
        void openLoaded(load, () => {
          setTimes((was) => was + 1);
          setOpen(true);
        }),
    },
    /** Renders the dialog with these props, or nothing before it was first wanted. */
    render: <P extends object>(View: ComponentType<P & DialogControl>, props: P) =>
      times > 0 && (
        <Suspense fallback={null}>
          <View key={times} {...props} open={open} onOpenChange={setOpen} />
        </Suspense>
      ),
  };
}
