"use client";

import { Moon, Sun } from "lucide-react";
import { useTheme } from "next-themes";
import { buttonClass } from "@/components/ui/button-class";
import { answerEarlyClick } from "@/components/ui/early";

/** Both faces are rendered and CSS shows one, since the server cannot know the theme. */
export function ThemeToggle() {
  const { resolvedTheme, systemTheme, setTheme } = useTheme();

  // Choosing what the system has anyway means following the system again.
  function toggle() {
    const next = resolvedTheme === "dark" ? "light" : "dark";
    setTheme(next === systemTheme ? "system" : next);
  }

  return (
    <button
      type="button"
      ref={answerEarlyClick}
      onClick={toggle}
      className={`${buttonClass("ghost", "md", true)} noscript:hidden`}
    >
      <Moon aria-hidden="true" className="dark:hidden" />
      <span className="sr-only dark:hidden">Use the dark theme</span>
      <Sun aria-hidden="true" className="hidden dark:block" />
      <span className="sr-only hidden dark:inline">Use the light theme</span>
    </button>
  );
}
