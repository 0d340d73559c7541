import type { ReactNode } from "react";
import { Mark } from "./mark";

/** The page of sign-in, set-up and invitations: one card in the middle, nothing else to do. */
export function AuthFrame({
  title,
  description,
  footer,
  children,
}: {
  title: ReactNode;
  description?: ReactNode;
  footer?: ReactNode;
  children: ReactNode;
}) {
  return (
    <main id="main" className="grid min-h-dvh place-items-center px-4 py-12">
      <div className="w-full max-w-sm">
        <header className="mb-6 flex flex-col gap-1">
          <p className="mb-4 flex items-center gap-2 font-semibold tracking-tight">
            <Mark className="size-5" />
            OmoiOS
          </p>
          <h1 className="text-xl font-semibold tracking-tight text-balance">{title}</h1>
          {description && <p className="text-muted">{description}</p>}
        </header>
        <div className="rounded-xl border border-line bg-surface p-5">{children}</div>
        {footer && <div className="mt-4 text-muted">{footer}</div>}
      </div>
    </main>
  );
}
