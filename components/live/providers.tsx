"use client";

import { QueryClientProvider } from "@tanstack/react-query";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import type { ReactNode } from "react";
import { browserQueryClient } from "@/lib/client/query-client";
import { LiveProvider } from "./live-provider";

export function Providers({ children }: { children: ReactNode }) {
  return (
    <QueryClientProvider client={browserQueryClient()}>
      <NuqsAdapter>
        <LiveProvider>{children}</LiveProvider>
      </NuqsAdapter>
    </QueryClientProvider>
  );
}
