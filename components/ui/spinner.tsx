import { LoaderCircle } from "lucide-react";
import { VisuallyHidden } from "./visually-hidden";

/** Give it a label where nothing beside it says what is awaited. */
export function Spinner({ label }: { label?: string }) {
  const icon = <LoaderCircle aria-hidden="true" className="size-4 animate-spin" />;
  if (!label) return icon;
  return (
    <span role="status" className="inline-flex text-muted">
      {icon}
      <VisuallyHidden>{label}</VisuallyHidden>
    </span>
  );
}
