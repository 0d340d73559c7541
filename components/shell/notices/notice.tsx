"use client";

import { lazyPart } from "@/components/ui/lazy-part";
import type { NoticeProps } from "./notice-part";

// On every page, and not what a page must have loaded before it works: the server has drawn it already.
export const Notice = lazyPart<NoticeProps>(
  () => import("./notice-part").then((module) => module.NoticePart),
  { instead: () => null },
);
