import Link from "next/link";
import type { ReactNode } from "react";
import { Mark } from "@/components/shell/mark";
import { ThemeToggle } from "@/components/shell/theme-toggle";
import { SkipLink } from "@/components/ui/skip-link";

/** The frame of the API reference, which is open to everybody and so has no account in it. */
export function DocsFrame({ children }: { children: ReactNode }) {
  return (
    <>
      <SkipLink />
      <header className="sticky top-0 z-20 flex h-topbar items-center gap-3 border-b border-line bg-canvas px-4 lg:px-6">
        <Link
          href="/"
          className="flex items-center gap-2 rounded-sm font-semibold tracking-tight pointer-coarse:min-h-11"
        >
          <Mark className="size-5" />
          OmoiOS
        </Link>
        <Link href="/docs/api" className="rounded-sm text-muted hover:text-fg">
          API reference
        </Link>
        <div className="ml-auto flex items-center gap-2">
          <a href="/api/v1/openapi.json" className="rounded-sm text-muted hover:text-fg">
            OpenAPI
          </a>
          <ThemeToggle />
        </div>
      </header>
      <main id="main" tabIndex={-1} className="mx-auto w-full max-w-5xl px-4 py-5 lg:px-6">
        {children}
      </main>
    </>
  );
}
