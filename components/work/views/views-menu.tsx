"use client";

import { useQuery } from "@tanstack/react-query";
import { Bookmark, Check, Pencil, Plus, Users } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { lazy, useState } from "react";
import { buttonClass } from "@/components/ui/button-class";
import { answerEarlyClick } from "@/components/ui/early";
import { viewsQuery } from "@/lib/platform/views/queries";
import type { SavedView } from "@/lib/platform/views/schema";
import { closePopover, Popover, popoverItemClass } from "../../shell/popover";
import { useDialog } from "../form/use-dialog";
import { currentView, viewHref, viewsOf } from "../prepare-view";

const load = () => import("./view-dialog").then((module) => ({ default: module.ViewDialog }));
const ViewDialog = lazy(load);

/** The named filters of this list, and a name for the present ones. */
export function ViewsMenu({ path }: { path: string }) {
  const query = useSearchParams().toString();
  const views = useQuery(viewsQuery());
  const [edited, setEdited] = useState<SavedView>();
  const dialog = useDialog(load);
  const shown = viewsOf(views.data?.items ?? [], path);
  const current = currentView(shown, query);
  return (
    <>
      <Popover
        trigger={
          <>
            <Bookmark aria-hidden="true" />
            <span className="max-w-40 truncate max-sm:sr-only">{current?.name ?? "Views"}</span>
          </>
        }
        triggerClassName={buttonClass("secondary")}
        panelClassName="hang-end w-72"
      >
        {shown.length === 0 && (
          <p className="px-2 py-1.5 text-muted">
            {views.error ? "Could not load the views." : "No view of this list is saved yet."}
          </p>
        )}
        <ul>
          {shown.map((view) => (
            <li key={view.id} className="flex items-center">
              <Link
                href={viewHref(view) as Route}
                onClick={closePopover}
                aria-current={view.id === current?.id || undefined}
                className={popoverItemClass}
              >
                <span className="min-w-0 flex-1 truncate">{view.name}</span>
                {view.isShared && (
                  <span className="inline-flex items-center gap-1 text-xs text-muted">
                    <Users aria-hidden="true" className="size-3.5" />
                    <span className="sr-only">shared by </span>
                    {view.isOwn ? "Shared" : view.ownerName}
                  </span>
                )}
                {view.id === current?.id && <Check aria-hidden="true" className="size-4 shrink-0" />}
              </Link>
              {view.mayChange && (
                <button
                  type="button"
                  ref={answerEarlyClick}
                  {...dialog.trigger}
                  aria-label={`Change view ${view.name}`}
                  className={buttonClass("ghost", "sm", true)}
                  onClick={(event) => {
                    closePopover(event);
                    setEdited(view);
                    dialog.trigger.onClick();
                  }}
                >
                  <Pencil aria-hidden="true" />
                </button>
              )}
            </li>
          ))}
        </ul>
        <div className="mt-1 border-t border-line pt-1">
          <button
            type="button"
            ref={answerEarlyClick}
            {...dialog.trigger}
            className={popoverItemClass}
            onClick={(event) => {
              closePopover(event);
              setEdited(undefined);
              dialog.trigger.onClick();
            }}
          >
            <Plus aria-hidden="true" className="size-4 shrink-0 text-muted" />
            Save this view
          </button>
        </div>
      </Popover>
      {dialog.render(ViewDialog, { view: edited, path, query })}
    </>
  );
}
