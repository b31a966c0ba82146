'use client';

import type { FormEvent, ReactNode, Ref } from 'react';
import classes from './form.module.css';
import { useAlive } from './use-alive';

/**
 * The one form of Pli: it posts, so that nothing typed ever stands in an address. With `action` it works before the page's
 * script lives and without it; otherwise its fields wait for the script, and Enter does nothing until then.
 */
export function Form({
  action,
  onSubmit,
  children,
  ...others
}: {
  action?: string;
  onSubmit?: (event: FormEvent<HTMLFormElement>) => void;
  className?: string | undefined;
  noValidate?: boolean;
  ref?: Ref<HTMLFormElement>;
  'aria-label'?: string;
  children: ReactNode;
}) {
  const alive = useAlive();
  return (
    <form
      method="post"
      {...(action === undefined ? {} : { action })}
      {...(onSubmit === undefined ? {} : { onSubmit })}
      {...others}
    >
      {action === undefined ? (
        <fieldset disabled={!alive} className={classes.fields}>
          {children}
        </fieldset>
      ) : (
        children
      )}
    </form>
  );
}
