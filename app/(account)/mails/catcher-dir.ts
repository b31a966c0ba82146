import { headers } from 'next/headers';
import { notFound } from 'next/navigation';
import { isOwnName } from '@/lib/http/own-name';
import { pageActor } from '@/lib/http/page';

/**
 * Where caught mails lie. Anyone who reaches this Pli may read them, as on any test mail catcher: recipients without
 * account must find their links and codes. Not there in production, nor with a real mail server, nor for pages of a foreign
 * name that was made to point at this machine.
 */
export async function catcherDir(): Promise<string> {
  const { services } = await pageActor('anyone');
  const { mode, mail, publicUrl } = services.config;
  if (mode !== 'embedded' || mail.transport.kind !== 'catcher') notFound();
  if (!isOwnName((await headers()).get('host'), publicUrl)) notFound();
  return mail.transport.dir;
}
