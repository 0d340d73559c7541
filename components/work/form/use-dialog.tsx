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
  const [isComing, setComing] = useState(false);
  const prepare = () => loadAhead(load);
  async function show() {
    setComing(true);
    await openLoaded(load, () => {
      setTimes((was) => was + 1);
      setOpen(true);
    });
    setComing(false);
  }
  return {
    trigger: {
      "aria-haspopup": "dialog" as const,
      onPointerEnter: prepare,
      onFocus: prepare,
      // Its code may take a while on a slow line: the button says that it was heard.
      "aria-busy": isComing || undefined,
      onClick: () => void show(),
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
