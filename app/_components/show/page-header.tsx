import type { ReactNode } from 'react';
import classes from './page.module.css';

/** The heading of a page, with a line that explains it and what can be done on its right. */
export function PageHeader({
  title,
  lead,
  actions,
}: {
  title: ReactNode;
  lead?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <div className={classes.head}>
      <h1>{title}</h1>
      {actions && <div className={classes.actions}>{actions}</div>}
      {lead && <p className={classes.lead}>{lead}</p>}
    </div>
  );
}
