'use client';

import { MantineProvider } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { cssVariables, theme } from '../../_theme/theme';
import { LightOnPaper } from './light-on-paper';

/**
 * The theme around every page. The nonce is kept from the first answer: a page that is refreshed in place keeps the
 * policy it was loaded with.
 */
export function Providers({ nonce, children }: { nonce: string; children: ReactNode }) {
  const [styleNonce] = useState(nonce);
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      getStyleNonce={() => styleNonce}
    >
      <LightOnPaper />
      {children}
    </MantineProvider>
  );
}
