import classes from './list-skeleton.module.css';
import { Paper } from './paper';

/** The shape of a list while the server reads it; says nothing to a screen reader but that it is busy. */
export function ListSkeleton({ label }: { label: string }) {
  return (
    <div role="status" aria-label={label}>
      <div className={classes.heading} />
      <Paper padded={false}>
        {[72, 55, 64, 48, 60].map((width) => (
          <div key={width} className={classes.row}>
            <span style={{ width: '18%' }} />
            <span style={{ width: `${width / 2}%` }} />
          </div>
        ))}
      </Paper>
    </div>
  );
}
