import { Table, TableBody, TableHead, TableRow, Td, Th } from "@/components/ui/table";
import type { FanPoint } from "./prepare-forecast";

const LABEL = "What will have been spent";

/** The chart in words. `isPlain`: for those who only hear it. */
export function PathTable({ points, isPlain }: { points: FanPoint[]; isPlain?: boolean }) {
  const rows = (
    <>
      <TableHead>
        <Th>By</Th>
        <Th>Ended</Th>
        <Th numeric>In the middle</Th>
        <Th numeric>Eight of ten</Th>
      </TableHead>
      <TableBody>
        {points.map(({ key, words }) => (
          <TableRow key={key}>
            <Td rowHeader>{words.when}</Td>
            <Td>{words.tasks}</Td>
            <Td numeric>{words.middle}</Td>
            <Td numeric>{words.band}</Td>
          </TableRow>
        ))}
      </TableBody>
    </>
  );
  if (!isPlain) return <Table label={LABEL}>{rows}</Table>;
  return (
    <table>
      <caption>{LABEL}</caption>
      {rows}
    </table>
  );
}
