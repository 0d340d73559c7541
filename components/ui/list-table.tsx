import { clsx } from "clsx";
import type { ReactNode } from "react";
import { Table, TableBody, TableHead, TableRow, Td, Th } from "./table";

export interface Column<Row> {
  head: string;
  cell: (row: Row) => ReactNode;
  /**
   * `name` tells rows apart, `text` is prose, `acts` is what can be done with the row. In a stacked row each has a line
   * of its own; the rest stand together, `fact` behind its head and `mark` without one.
   */
  as?: "name" | "text" | "acts" | "fact" | "mark";
  numeric?: boolean;
  /** The whole of what may be cut, for the mouse; such a cell takes what room is left. */
  cut?: (row: Row) => string | undefined;
  /** A control for all rows, in place of the head's words; it stays in sight above rows that are stacked. */
  headControl?: ReactNode;
  /** Of the head and its cells; `headClassName` of the head alone. */
  className?: string;
  headClassName?: string;
}

/**
 * A list of rows by columns. Where its room is narrow each row is stacked: the same cells, one below the other, each
 * fact behind the head of its column, so that nothing is cut off and nothing is scrolled sideways.
 */
export function ListTable<Row extends { id: string }>({
  label,
  columns,
  rows,
  isSelected,
}: {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  isSelected?: (row: Row) => boolean;
}) {
  return (
    <Table label={label} stacks>
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
          <TableRow key={row.id} id={row.id} selected={isSelected?.(row) === true}>
            {columns.map((column) => (
              <ListCell key={column.head} column={column} row={row} />
            ))}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

const LAYS = {
  name: "stacked:basis-full",
  text: "stacked:basis-full",
  // What cannot be decided leaves no gap.
  acts: "stacked:static stacked:mt-1 stacked:basis-full stacked:text-left stacked:shadow-none stacked:empty:hidden",
  mark: "",
  fact: "stacked:before:mr-1.5 stacked:before:text-muted stacked:before:content-[attr(data-head)_/_''] stacked:before:font-normal",
};

function ListCell<Row>({ column, row }: { column: Column<Row>; row: Row }) {
  const { head, as = "fact", numeric, cut, className, cell } = column;
  return (
    <Td
      data-head={as === "fact" ? head : undefined}
      rowHeader={as === "name"}
      numeric={numeric === true}
      pinned={as === "acts"}
      className={clsx(
        cut && "max-w-0 min-w-32",
        "stacked:block stacked:h-auto stacked:max-w-full stacked:min-w-0 stacked:border-b-0 stacked:p-0! stacked:text-left stacked:wrap-anywhere stacked:whitespace-normal!",
        LAYS[as],
        className,
      )}
    >
      {cut ? (
        <span
          className={clsx("block truncate stacked:whitespace-normal", as === "fact" && "stacked:inline")}
          title={cut(row)}
        >
          {cell(row)}
        </span>
      ) : (
        cell(row)
      )}
    </Td>
  );
}
