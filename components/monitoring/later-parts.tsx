"use client";

import { lazyPart } from "@/components/ui/lazy-part";

// Not what a page must have loaded before it works.
export const Crises = lazyPart(() => import("./crises").then((module) => module.Crises));
export const LiveAlerts = lazyPart(() => import("./live-alerts").then((module) => module.LiveAlerts));
