// Saved views: which of them belong to a list, and where they lead.
import type { SavedView } from "@/lib/platform/views/schema";

export function viewHref(view: Pick<SavedView, "path" | "query">): string {
  return view.query ? `${view.path}?${view.query}` : view.path;
}

/** One's own first, then what others share; by name within. */
export function viewsOf(views: SavedView[], path: string): SavedView[] {
  return views
    .filter((view) => view.path === path)
    .sort((a, b) => Number(b.isOwn) - Number(a.isOwn) || a.name.localeCompare(b.name, "en"));
}

/** The view whose filters are set now, in whatever order the address has them. */
export function currentView(views: SavedView[], query: string): SavedView | undefined {
  const wanted = normal(query);
  return views.find((view) => normal(view.query) === wanted);
}

function normal(query: string): string {
  const params = new URLSearchParams(query);
  params.sort();
  return params.toString();
}
