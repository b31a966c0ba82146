import { route } from '@/lib/http/route';

/** A stream that tells at which change number the person's mailboxes are, whenever that changes (server-sent events). */
export const GET = route(
  {
    access: 'user',
    answer: ['text/event-stream'],
    limit: { points: 60, seconds: 60, by: 'actor' },
    refuses: ['too-many-requests'],
  },
  async ({ services, actor }) =>
    new Response(services.liveStreams.open(actor.sessionId), {
      headers: { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' },
    }),
);
