import { clsx } from "clsx";
import { Fragment, type ReactNode } from "react";
import { Table, TableBody, TableHead, TableRow, Td, Th } from "./table";

export interface Column<Row> {
  head: string;
  /** Null for a fact that is missing: a dash, which a stacked row spares the eye. */
  cell: (row: Row) => ReactNode;
  /**
   * `name` tells rows apart, `text` is prose, `acts` is what can be done with the row. In a stacked row each has a line
   * of its own; the rest stand together, `fact` behind its head and `mark` without one.
   */
  as?: "name" | "text" | "acts" | "fact" | "mark";
  numeric?: boolean;
  /** The whole of what may be cut, for the mouse; such a cell takes what room is left, unless `cutAt` gives its own. */
  cut?: (row: Row) => string | null | undefined;
  cutAt?: string;
  /** A control for all rows, in place of the head's words; it stays in sight above rows that are stacked. */
  headControl?: ReactNode;
  /** Of the head and its cells; `headClassName` of the head alone. */
  className?: string;
  headClassName?: string;
}

/**
 * A list of rows by columns. Where its room is narrow each row is stacked: the same cells, one below the other, each
 * fact behind the head of its column, so that nothing is cut off and nothing is scrolled sideways. Under a finger the
 * link of its name is as large as the row. `slim`: few columns, stacked on phones alone.
 */
export function ListTable<Row extends { id: string }>({
  label,
  columns,
  rows,
  slim,
  places = true,
  isSelected,
  note,
}: {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  slim?: boolean;
  /** Whether a row is a place to link to; not where it may stand on a page twice. */
  places?: boolean;
  isSelected?: (row: Row) => boolean;
  /** What a form of the row was answered: said under it, in a row of its own. */
  note?: (row: Row) => ReactNode;
}) {
  return (
    <Table label={label} stacks={slim ? "slim" : "wide"}>
      <TableHead>
        {columns.map(({ head, as, numeric, headControl, className, headClassName }) => (
          <Th
            key={head}
            numeric={numeric === true}
            pinned={as === "acts"}
            className={clsx(
              headControl == null
                ? "stacked:sr-only"
                : "stacked:flex stacked:h-auto stacked:w-full! stacked:items-center stacked:py-2",
              className,
              headClassName,
            )}
          >
            {as === "acts" ? <span className="sr-only">{head}</span> : (headControl ?? head)}
          </Th>
        ))}
      </TableHead>
      <TableBody>
        {rows.map((row) => (
          <Fragment key={row.id}>
            <TableRow id={places ? row.id : undefined} selected={isSelected?.(row) === true}>
              {columns.map((column) => (
                <ListCell key={column.head} column={column} row={row} />
              ))}
            </TableRow>
            {note && <NoteRow span={columns.length}>{note(row)}</NoteRow>}
          </Fragment>
        ))}
      </TableBody>
    </Table>
  );
}

function NoteRow({ span, children }: { span: number; children: ReactNode }) {
  if (!children) return null;
  return (
    <TableRow>
      <Td wrap colSpan={span} className="py-2! stacked-cell">
        <div className="sticky left-4 max-w-[calc(100cqw-2rem)]">{children}</div>
      </Td>
    </TableRow>
  );
}

const LAYS = {
  name: "stacked:basis-full stacked:pointer-coarse:static",
  text: "stacked-part stacked:basis-full",
  // What cannot be decided leaves no gap.
  acts: "stacked:relative stacked:mt-1 stacked:basis-full stacked:text-left stacked:shadow-none stacked:empty:hidden",
  mark: "stacked-part",
  fact: "stacked-part stacked-fact",
};

function ListCell<Row>({ column, row }: { column: Column<Row>; row: Row }) {
  const { head, as = "fact", numeric, cut, cutAt = "max-w-0 min-w-32", className, cell } = column;
  const content = cell(row);
  const isMissing = as === "fact" && content === null;
  return (
    <Td
      data-head={as === "fact" ? head : undefined}
      rowHeader={as === "name"}
      numeric={numeric === true}
      pinned={as === "acts"}
      className={clsx(cut && cutAt, isMissing ? "stacked:sr-only" : ["stacked-cell", LAYS[as]], className)}
    >
      {isMissing ? (
        <span className="text-faint">–</span>
      ) : cut ? (
        <span
          className="block truncate stacked:whitespace-normal stacked:in-data-head:inline"
          title={cut(row) ?? undefined}
        >
          {content}
        </span>
      ) : (
        content
      )}
    </Td>
  );
}
