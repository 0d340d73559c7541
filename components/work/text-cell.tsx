import { clsx } from "clsx";
import type { ReactNode } from "react";
import { Td } from "@/components/ui/table";

/** A cell of long text: takes what room is left, at least enough to be told apart, and is cut at its end; on a phone, at its second line. */
export function TextCell({
  rowHeader,
  title,
  className,
  children,
}: {
  rowHeader?: boolean;
  /** The whole text, for the mouse. */
  title?: string;
  className?: string;
  children: ReactNode;
}) {
  return (
    <Td rowHeader={rowHeader} className={clsx("max-w-0 min-w-48", className)}>
      <span className="block truncate max-md:line-clamp-2 max-md:whitespace-normal" title={title}>
        {children}
      </span>
    </Td>
  );
}
