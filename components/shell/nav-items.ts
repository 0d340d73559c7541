import {
  Activity,
  BellRing,
  Bot,
  CircleDollarSign,
  Layers,
  LayoutDashboard,
  ListChecks,
  type LucideIcon,
  ServerCog,
  Settings,
  Shield,
  Ticket,
} from "lucide-react";

export type NavItem = { path: string; label: string; icon: LucideIcon };

export const navItems: NavItem[] = [
  { path: "/", label: "Overview", icon: LayoutDashboard },
  { path: "/tickets", label: "Tickets", icon: Ticket },
  { path: "/tasks", label: "Tasks", icon: ListChecks },
  { path: "/agents", label: "Agents", icon: Bot },
  { path: "/overlays", label: "Overlays", icon: Layers },
  { path: "/guardian", label: "Guardian", icon: Shield },
  { path: "/alerts", label: "Alerts", icon: BellRing },
  { path: "/costs", label: "Costs", icon: CircleDollarSign },
  { path: "/events", label: "Events", icon: Activity },
  { path: "/system", label: "System", icon: ServerCog },
  { path: "/settings", label: "Settings", icon: Settings },
];

export function isWithin(pathname: string, path: string) {
  return path === "/" ? pathname === "/" : pathname === path || pathname.startsWith(`${path}/`);
}
