import type { ReactNode } from 'react';
import classes from './state-badge.module.css';

export type StateTone = 'good' | 'warn' | 'bad' | 'quiet';

/** A short state in words, with an icon; the colour only repeats what both say. */
export function StateBadge({
  tone,
  icon,
  children,
}: {
  tone: StateTone;
  icon: ReactNode;
  children: ReactNode;
}) {
  return (
    <span className={classes.badge} data-tone={tone}>
      {icon}
      {children}
    </span>
  );
}
