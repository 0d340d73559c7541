"use client";

import { useTheme } from "next-themes";
import { type CSSProperties, useEffect } from "react";
import { Toaster as Sonner, toast } from "sonner";
import { showErrorsWith } from "./tell-error";

const colours = {
  "--normal-bg": "var(--color-raised)",
  "--normal-text": "var(--color-fg)",
  "--normal-border": "var(--color-line-strong)",
  "--border-radius": "var(--radius-lg)",
  // Within the sidebar, below its places: a confirmation lies over nothing that one presses next.
  "--width": "calc(var(--spacing-sidebar) - 1.5rem)",
  "--toast-close-button-start": "unset",
  "--toast-close-button-end": "0",
  "--toast-close-button-transform": "translate(35%, -35%)",
  fontFamily: "inherit",
} as CSSProperties;

export function ToastList() {
  const { resolvedTheme } = useTheme();
  useEffect(() => showErrorsWith((message) => void toast.error(message)), []);
  return (
    <Sonner
      theme={resolvedTheme === "dark" ? "dark" : "light"}
      position="bottom-left"
      offset="0.75rem"
      closeButton
      style={colours}
      toastOptions={{
        classNames: {
          toast: "shadow-raised!",
          description: "text-muted!",
          success: "[&_[data-icon]]:text-success",
          error: "[&_[data-icon]]:text-danger",
          warning: "[&_[data-icon]]:text-warning",
          info: "[&_[data-icon]]:text-info",
        },
      }}
    />
  );
}
