import type { Drawing } from "../prepare-graph";

const ARROW = "graph-arrow";

/** A dashed line leads from what has still to end. */
export function GraphEdges({ drawing }: { drawing: Drawing }) {
  return (
    <svg
      aria-hidden="true"
      width={drawing.width}
      height={drawing.height}
      className="absolute top-0 left-0 text-field"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.5}
    >
      <defs>
        <marker id={ARROW} viewBox="0 0 8 8" refX={7} refY={4} markerWidth={7} markerHeight={7} orient="auto">
          <path d="M 0 0 L 8 4 L 0 8 z" fill="currentColor" stroke="none" />
        </marker>
      </defs>
      {drawing.edges.map(({ key, path, isOpen }) => (
        <path key={key} d={path} markerEnd={`url(#${ARROW})`} strokeDasharray={isOpen ? "5 4" : undefined} />
      ))}
    </svg>
  );
}
