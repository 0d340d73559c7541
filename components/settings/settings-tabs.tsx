"use client";

import { isWithin } from "@/components/shell/nav-items";
import { useProject } from "@/components/shell/use-project";
import { Tabs } from "@/components/ui/tabs";

export type SettingsPlace = { path: string; label: string };

/** The places of the settings; the project that is chosen elsewhere stays chosen. */
export function SettingsTabs({ places }: { places: SettingsPlace[] }) {
  const { pathname, inProject } = useProject();
  const here = places.find(({ path }) => isWithin(pathname, path));
  return (
    <Tabs
      label="Settings"
      tabs={places.map(({ path, label }) => ({ href: inProject(path), label }))}
      current={here ? inProject(here.path) : ""}
    />
  );
}
