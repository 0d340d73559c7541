import type { ReactNode } from "react";
import { type SettingsPlace, SettingsTabs } from "@/components/settings/settings-tabs";
import { PageHeader } from "@/components/ui/page-header";
import { requirePerson } from "@/lib/platform/auth/page";

export default async function SettingsLayout({ children }: { children: ReactNode }) {
  const person = await requirePerson();
  const places: SettingsPlace[] = [
    { path: "/settings/account", label: "Account" },
    { path: "/settings/members", label: "Members" },
    ...(person.scopes.includes("access:manage") ? [{ path: "/settings/keys", label: "Keys" }] : []),
    ...(person.scopes.includes("webhooks:manage") ? [{ path: "/settings/webhooks", label: "Webhooks" }] : []),
    { path: "/settings/projects", label: "Projects" },
  ];
  return (
    <>
      <PageHeader title="Settings" />
      <SettingsTabs places={places} />
      <div className="pt-5">{children}</div>
    </>
  );
}
