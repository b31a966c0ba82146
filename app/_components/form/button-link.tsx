'use client';

import { Button, type ButtonProps } from '@mantine/core';
import Link from 'next/link';
import type { ReactNode } from 'react';

/** A link that looks like a button, for the next step of a page; nothing is rendered for it before it is pressed. */
export function ButtonLink({
  href,
  children,
  ...others
}: ButtonProps & { href: string; children: ReactNode }) {
  return (
    <Button component={Link} href={href} prefetch={false} {...others}>
      {children}
    </Button>
  );
}
