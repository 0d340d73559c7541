"use client";

import { clsx } from "clsx";
import { type ReactNode, useEffect, useRef, useState } from "react";

/**
 * Scrolls what is too wide. It joins the tab order only while there is something to scroll, and says
 * `data-fits` while there is not, so that a table head may then stick to the page instead.
 */
export function ScrollRegion({
  label,
  className,
  children,
}: {
  label: string;
  className?: string;
  children: ReactNode;
}) {
  const ref = useRef<HTMLElement>(null);
  const [fits, setFits] = useState<boolean>();

  useEffect(() => {
    const region = ref.current;
    if (!region) return;
    const measure = () =>
      setFits(region.scrollWidth <= region.clientWidth + 1 && region.scrollHeight <= region.clientHeight + 1);
    const observer = new ResizeObserver(measure);
    observer.observe(region);
    if (region.firstElementChild) observer.observe(region.firstElementChild);
    return () => observer.disconnect();
  }, []);

  return (
    <section
      ref={ref}
      aria-label={label}
      className={clsx("focus-visible:-outline-offset-2", className)}
      data-fits={fits || undefined}
      {...(fits === false && { tabIndex: 0 })}
    >
      {children}
    </section>
  );
}
