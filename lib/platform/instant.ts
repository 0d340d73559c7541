// Instants in words, for people; what programs read stays ISO 8601.
const formats = new Map<string, Intl.DateTimeFormat>();

/** `24 Nov, 00:00`, as the clocks of a zone have it. */
export function formatInstant(at: Date, zone: string): string {
  return formatOf(zone).format(at);
}

/** `24 Nov, 00:00 (Europe/Berlin)`, where nothing else says which zone is meant. */
export function formatZoned(at: Date, zone: string): string {
  return `${formatInstant(at, zone)} (${zone})`;
}

/** Making a format takes far longer than using it. */
function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
  });
  formats.set(zone, format);
  return format;
}
