/** The mark: a folded, sealed letter. Drawn inline so that it follows light and dark. */
export function Logo({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 64 64" aria-hidden="true" focusable="false">
      <rect width="64" height="64" rx="14" fill="#12665e" />
      <path d="M13 19h38v27H13z" fill="#fff" />
      <path d="M13 19l19 17 19-17" fill="none" stroke="#12665e" strokeWidth="3.4" strokeLinejoin="round" />
      <path d="M13 46l13-15M51 46L38 31" fill="none" stroke="#84cec4" strokeWidth="2.6" />
      <circle cx="32" cy="36" r="7.2" fill="#d0573f" />
      <path
        d="M29 36.2l2.2 2.2 4-4.4"
        fill="none"
        stroke="#fff"
        strokeWidth="2"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
