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
  const ref = useRef<HTMLDivElement>(null);
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

  // A group and no landmark: the panel around it is one already, often of the same name.
  const group = { role: "group", "aria-label": label, tabIndex: fits === false ? 0 : undefined };

  return (
    // Positioned, so that what is hidden for the eye only scrolls along instead of widening the page.
    <div ref={ref} data-fits={fits || undefined} className={clsx("relative", className)} {...group}>
      {children}
    </div>
  );
}
