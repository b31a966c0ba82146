import type { ReactNode } from 'react';
import classes from './page.module.css';

/** A sheet on the ground of the page. */
export function Paper({ padded = true, children }: { padded?: boolean; children: ReactNode }) {
  return <div className={padded ? `${classes.paper} ${classes.padded}` : classes.paper}>{children}</div>;
}
