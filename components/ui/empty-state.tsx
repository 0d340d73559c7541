import { Inbox, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

/** Nothing is here yet: says what will be, and how to make it appear. */
export function EmptyState({
  icon: Icon = Inbox,
  title,
  appears,
  how,
  action,
}: {
  icon?: LucideIcon;
  title: ReactNode;
  appears: ReactNode;
  how: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="mx-auto flex max-w-md flex-col items-center gap-1 px-4 py-10 text-center">
      <Icon aria-hidden="true" strokeWidth={1.5} className="mb-2 size-6 text-faint" />
      <p className="font-semibold">{title}</p>
      <p className="text-balance text-muted">{appears}</p>
      <p className="text-balance text-muted">{how}</p>
      {action && <div className="mt-3 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}
