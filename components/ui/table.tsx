import { clsx } from "clsx";
import type { Route } from "next";
import Link from "next/link";
import type { ComponentProps, ReactNode } from "react";
import { ScrollRegion } from "./scroll-region";

/** Said outright: where a row is stacked, its parts are laid out as none of a table, and browsers then forget what they are. */
const ROLES = {
  table: { role: "table" },
  rowGroup: { role: "rowgroup" },
  row: { role: "row" },
  columnHeader: { role: "columnheader" },
  rowHeader: { role: "rowheader" },
  cell: { role: "cell" },
};

/**
 * `page`: the page scrolls, and the head sticks under the top bar. `pane`: the table scrolls by itself.
 * Either scrolls sideways in its own region where it is too wide, so the page never does. `stacks`: see `ListTable`.
 */
export function Table({
  label,
  scroll = "page",
  stacks,
  children,
}: {
  label: string;
  scroll?: "page" | "pane";
  stacks?: "wide" | "slim";
  children: ReactNode;
}) {
  return (
    <ScrollRegion
      label={label}
      className={clsx(
        "group/region focus-visible:-outline-offset-2",
        stacks && "@container/rows",
        // What takes focus is not left under a column that stays, and what stays there scrolls nothing.
        "has-data-pinned:not-has-[[data-pinned]_:focus]:scroll-pr-36",
        scroll === "page" ? "overflow-x-auto data-fits:overflow-visible" : "max-h-[70dvh] overflow-auto",
      )}
    >
      <table
        {...ROLES.table}
        data-scroll={scroll}
        data-stacks={stacks}
        className="group/table w-full border-separate border-spacing-0 text-left stacked:block"
      >
        {children}
      </table>
    </ScrollRegion>
  );
}

export function TableHead({ children }: { children: ReactNode }) {
  return (
    <thead
      {...ROLES.rowGroup}
      className="sticky top-0 z-10 group-data-fits/region:group-data-[scroll=page]/table:top-topbar stacked:static stacked:block"
    >
      <tr {...ROLES.row} className="stacked:relative stacked:flex stacked:overflow-clip">
        {children}
      </tr>
    </thead>
  );
}

export function TableBody({ children }: { children: ReactNode }) {
  return (
    <tbody
      {...ROLES.rowGroup}
      className="[&>tr:last-child]:border-b-0 [&>tr:last-child>*]:border-b-0 stacked:block"
    >
      {children}
    </tbody>
  );
}

/** `id` makes the row a place to link to. */
export function TableRow({
  id,
  selected,
  children,
}: {
  id?: string;
  selected?: boolean;
  children: ReactNode;
}) {
  return (
    <tr
      {...ROLES.row}
      id={id}
      className={clsx(
        "scroll-mt-24 outline-none target:bg-selected hover:bg-hover data-current:bg-selected",
        "stacked-row",
        selected ? "bg-selected" : "bg-surface",
      )}
    >
      {children}
    </tr>
  );
}

/** Opens what the row is about. All of its cell is the target. */
export function RowLink<T extends string>({ href, children }: { href: Route<T>; children: ReactNode }) {
  return (
    <Link
      href={href}
      className="after:absolute after:inset-0 hover:underline focus-visible:outline-none focus-visible:after:rounded-sm focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-focus"
    >
      {children}
    </Link>
  );
}

const cell = "border-b border-line px-3 first:pl-4 last:pr-4";

/** The last column, where it holds what can be done: it stays in sight while the others scroll under it. */
const pinnedCell =
  "sticky right-0 z-1 shadow-[-1px_0_0_var(--color-line)] group-data-fits/region:shadow-none max-sm:pr-2! max-sm:pl-2";

export function Th({
  numeric,
  pinned,
  className,
  children,
}: {
  numeric?: boolean;
  pinned?: boolean;
  className?: string;
  children: ReactNode;
}) {
  return (
    <th
      {...ROLES.columnHeader}
      scope="col"
      className={clsx(
        cell,
        "h-8 bg-sunken text-xs font-medium whitespace-nowrap text-muted",
        numeric && "text-right",
        pinned && pinnedCell,
        className,
      )}
    >
      {children}
    </th>
  );
}

/**
 * `rowHeader` marks the cell that names its row; `wrap` is for prose, since cells keep to one line; `pinned` keeps
 * the last cell in sight, for what can be done with the row.
 */
export function Td({
  numeric,
  rowHeader,
  pinned,
  wrap,
  className,
  ...rest
}: ComponentProps<"td"> & { numeric?: boolean; rowHeader?: boolean; pinned?: boolean; wrap?: boolean }) {
  const Cell = rowHeader ? "th" : "td";
  return (
    <Cell
      {...(rowHeader ? ROLES.rowHeader : ROLES.cell)}
      {...rest}
      scope={rowHeader ? "row" : undefined}
      data-pinned={pinned || undefined}
      className={clsx(
        cell,
        "h-9 py-1 pointer-coarse:h-11",
        pinned ? [pinnedCell, "bg-inherit text-right"] : "relative",
        rowHeader && "font-medium",
        numeric && "text-right tabular-nums",
        !wrap && "whitespace-nowrap",
        className,
      )}
    />
  );
}
