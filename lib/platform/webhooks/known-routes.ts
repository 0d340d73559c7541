// Which names alerts are sent to: the room that raises them says so. A name that is none is a webhook that stays silent.

// Routes, pages and instrumentation are separate bundles: only globalThis is one.
const holder = globalThis as typeof globalThis & { omoiAlertRoutes?: () => string[] };

/** Has the names asked for whenever they are wanted, since rules change while the server runs. */
export function provideRoutes(read: () => string[]): void {
  holder.omoiAlertRoutes = read;
}

/** The names that alert rules send to; none where nobody says so. */
export function knownRoutes(): string[] {
  return holder.omoiAlertRoutes?.() ?? [];
}

/** Why nothing will come over this route; null where something may. */
export function routeWarning(route: string | null): string | null {
  if (route === null || !holder.omoiAlertRoutes) return null;
  const known = knownRoutes();
  if (known.includes(route)) return null;
  const others = known.length === 0 ? "No rule has a route." : `Rules send to: ${known.join(", ")}.`;
  return `No alert rule sends to the route ${route}, so nothing will come over it. ${others}`;
}
