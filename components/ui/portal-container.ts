/** Menus and tooltips open inside `main`: what lies outside every landmark is hard to find by ear. */
export function portalContainer() {
  return typeof document === "undefined" ? undefined : (document.getElementById("main") ?? undefined);
}
