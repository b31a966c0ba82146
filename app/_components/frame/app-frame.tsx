import type { ReactNode } from 'react';
import { pageActor } from '@/lib/http/page';
import { Frame } from './frame';

/**
 * The frame for whoever looks. It guards nothing (each page does): with the database away it still draws the frame of
 * somebody who is not signed in, so that the error has a place to stand.
 */
export async function AppFrame({ children }: { children: ReactNode }) {
  return <Frame {...(await whoLooks())}>{children}</Frame>;
}

async function whoLooks() {
  try {
    const { services, actor } = await pageActor('anyone');
    return { actor, hasCaughtMails: services.config.mail.transport.kind === 'catcher' };
  } catch {
    return { actor: { kind: 'anonymous' } as const, hasCaughtMails: false };
  }
}
