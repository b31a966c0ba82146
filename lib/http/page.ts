import 'server-only';
import { cookies, headers } from 'next/headers';
import { notFound, redirect } from 'next/navigation';
import { cache } from 'react';
import type { Actor, Client } from '../access/actor';
import { AppError } from '../errors';
import type { Services } from '../services';
import { getServices } from '../wiring/get-services';
import { clientOf } from './client-address';
import { pathHeader } from './path-header';
import { type Access, type ActorOf, admit, authenticate } from './route';

/** What a page may build on. */
export type PageContext<A extends Access> = { services: Services; actor: ActorOf<A>; client: Client };

/** Who looks, unjudged. One query a request, however many components ask. */
export const currentActor = cache(async (): Promise<Actor> => {
  await cookies();
  return authenticate(await getServices(), await headers());
});

/**
 * Who looks at this page. A page for members or guests sends strangers to the sign-in page and back afterwards; the
 * wrong kind of person gets the same "not found" as for a page that is not there. First line of every page.
 */
export async function pageActor<A extends Access>(access: A): Promise<PageContext<A>> {
  const services = await getServices();
  const seen = await headers();
  const actor = await currentActor();
  try {
    return { services, actor: admit(access, actor), client: clientOf(seen, services.config.trustedProxies) };
  } catch (error) {
    if (error instanceof AppError && error.code === 'sign-in-required') {
      redirect(`/sign-in?next=${encodeURIComponent(seen.get(pathHeader) ?? '/')}`);
    }
    notFound();
  }
}

/** Runs what a page shows; "not found" becomes the not-found page, so that forbidden and missing look the same. */
export async function orNotFound<T>(load: Promise<T>): Promise<T> {
  try {
    return await load;
  } catch (error) {
    if (error instanceof AppError && error.code === 'not-found') {
      notFound();
    }
    throw error;
  }
}
