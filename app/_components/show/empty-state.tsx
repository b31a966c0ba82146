import type { ReactNode } from 'react';
import classes from './page.module.css';

/** What a page shows when there is nothing yet: why, and what to do. `icon` is decorative. */
export function EmptyState({
  icon,
  title,
  text,
  action,
  level = 2,
}: {
  icon: ReactNode;
  title: string;
  text: string;
  action?: ReactNode;
  level?: 1 | 2;
}) {
  const Heading = level === 1 ? 'h1' : 'h2';
  return (
    <div className={classes.empty}>
      {icon}
      <Heading>{title}</Heading>
      <p>{text}</p>
      {action}
    </div>
  );
}
