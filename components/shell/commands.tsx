"use client";

import { type ComponentProps, type ComponentType, useEffect, useState } from "react";
import type { CommandHost } from "./command-host";

type Props = ComponentProps<typeof CommandHost>;

/** The palette's button and the shortcuts; loaded after the page works, and in their place until then. */
export function Commands(props: Props) {
  const [Host, setHost] = useState<ComponentType<Props>>();

  useEffect(() => {
    let isGone = false;
    void import("./command-host").then((module) => {
      if (!isGone) setHost(() => module.CommandHost);
    });
    return () => {
      isGone = true;
    };
  }, []);

  return Host ? <Host {...props} /> : <span className="h-8 w-8 md:w-50" />;
}
