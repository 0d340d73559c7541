/** The product's mark: a ring, and one point under way on it. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 24 24" fill="none" aria-hidden="true" className={className}>
      <path
        d="M14.9 4.3A8.2 8.2 0 1 0 19.7 9.1"
        stroke="currentColor"
        strokeWidth="3"
        strokeLinecap="round"
      />
      <circle cx="19" cy="5" r="2.4" fill="currentColor" />
    </svg>
  );
}
