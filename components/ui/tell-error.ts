// Apart from what shows toasts, which comes after the page works: by then the network may be away.
let show: ((message: string) => void) | undefined;

/** Called by what shows toasts once it is there. */
export function showErrorsWith(next: (message: string) => void): void {
  show = next;
}

/** Says at once that something failed: in a toast, or before there are any in the browser's own words. */
export function tellError(message: string): void {
  if (show) show(message);
  else window.alert(message);
}
