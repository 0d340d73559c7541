import { Table, TableBody, TableHead, TableRow, Td, Th } from "@/components/ui/table";
import { type LineChartData, metricWords, valueWords } from "../prepare-samples";

const ROWS_MAX = 240;

/** The chart in numbers, the newest first; a dash where nothing was sampled. */
export function SampleTable({ metric, chart: { series, rows } }: { metric: string; chart: LineChartData }) {
  const shown = rows.toReversed().slice(0, ROWS_MAX);
  return (
    <>
      <Table label={metricWords(metric)} scroll="pane">
        <TableHead>
          <Th>Time (UTC)</Th>
          {series.map(({ label }) => (
            <Th key={label} numeric>
              {label}
            </Th>
          ))}
        </TableHead>
        <TableBody>
          {shown.map(({ at, label, values }) => (
            <TableRow key={at}>
              <Td rowHeader>{label}</Td>
              {series.map((one, index) => {
                const value = values[index];
                return (
                  <Td key={one.label} numeric>
                    {value == null ? <span className="text-faint">–</span> : valueWords(metric, value)}
                  </Td>
                );
              })}
            </TableRow>
          ))}
        </TableBody>
      </Table>
      {rows.length > ROWS_MAX && (
        <p className="border-t border-line px-4 py-2 text-xs text-muted">The newest {ROWS_MAX} are shown.</p>
      )}
    </>
  );
}
