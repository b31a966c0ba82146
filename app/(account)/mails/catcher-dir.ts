import { notFound } from 'next/navigation';
import { pageActor } from '@/lib/http/page';

/**
 * Where caught mails lie. Anyone who reaches this Pli may read them, as on any test mail catcher: recipients without
 * account must find their links and codes. Not there in production, nor with a real mail server.
 */
export async function catcherDir(): Promise<string> {
  const { services } = await pageActor('anyone');
  const { mode, mail } = services.config;
  if (mode !== 'embedded' || mail.transport.kind !== 'catcher') notFound();
  return mail.transport.dir;
}
