"use client";

import { Suspense } from "react";
import { lazyPart } from "@/components/ui/lazy-part";
import type { NoticeProps } from "./notice-part";

// On every page, and not what a page must have loaded before it works: the server has drawn it already.
const Part = lazyPart(
  () => import("./notice-part").then((module) => module.NoticePart),
  () => null,
);

export function Notice(props: NoticeProps) {
  return (
    <Suspense fallback={null}>
      <Part {...props} />
    </Suspense>
  );
}
