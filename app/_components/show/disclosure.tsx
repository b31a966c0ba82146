import type { ReactNode } from 'react';
import classes from './disclosure.module.css';

/** What few people ask for, folded away behind a line that says what it is. */
export function Disclosure({
  summary,
  className,
  open = false,
  quiet = false,
  children,
}: {
  summary: ReactNode;
  className?: string | undefined;
  /** Unfolded to begin with. */
  open?: boolean;
  /** Of lesser weight than what stands around it. */
  quiet?: boolean;
  children: ReactNode;
}) {
  return (
    <details
      className={className ? `${classes.details} ${className}` : classes.details}
      open={open}
      data-quiet={quiet || undefined}
    >
      <summary>{summary}</summary>
      {children}
    </details>
  );
}
