import type { ReactNode } from 'react';
import { pageActor } from '@/lib/http/page';
import { Frame } from './frame';

/**
 * The frame for whoever looks. It guards nothing (each page does): with the database away it still draws the frame of
 * somebody who is not signed in, so that the error has a place to stand.
 */
export async function AppFrame({
  forPatients = false,
  children,
}: {
  /** Pages that are reached from a mail by people who need not know Pli. */
  forPatients?: boolean;
  children: ReactNode;
}) {
  const looks = await whoLooks();
  const { kind } = looks.actor;
  const isPatients = kind === 'guest' || (forPatients && kind === 'anonymous');
  return (
    <Frame {...looks} isPatients={isPatients}>
      {children}
    </Frame>
  );
}

async function whoLooks() {
  try {
    const { services, actor } = await pageActor('anyone');
    return { actor, hasCaughtMails: services.config.mail.transport.kind === 'catcher' };
  } catch {
    return { actor: { kind: 'anonymous' } as const, hasCaughtMails: false };
  }
}
