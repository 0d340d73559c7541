import { clsx } from "clsx";
import type { Route } from "next";
import Link from "next/link";
import type { ReactNode } from "react";
import { type ButtonSize, type ButtonVariant, buttonClass } from "./button-class";

/** Goes somewhere, and therefore is a link, however much it looks like a button. */
export function LinkButton<T extends string>({
  href,
  variant,
  size,
  className,
  children,
}: {
  href: Route<T>;
  variant?: ButtonVariant;
  size?: ButtonSize;
  className?: string;
  children: ReactNode;
}) {
  return (
    <Link href={href} className={clsx(buttonClass(variant, size), className)}>
      {children}
    </Link>
  );
}
