import type { Act, Mood } from './act';
import { copyOf, enqueue, enter, type Job, type Letter, type Model, type Outcome } from './letter';
import { releaseWaiting } from './release';
import { destroy, purge } from './retention';

type Work = Extract<Act, { act: 'work' }>;

/** The job a worker takes: one that is due, or a release that is not yet, which must wait; null where none waits. */
export function jobFor(model: Model, { job }: Pick<Work, 'job'>): Job | null {
  const due = model.jobs.filter(({ name, due: at }) => at <= model.now || name === 'release');
  return due[job % due.length] ?? null;
}

/** A worker does a job, or dies of it: `again` when the job waits for another try. */
export function work(model: Model, job: Job, { mood, end }: Pick<Work, 'mood' | 'end'>): Outcome {
  const letter = model.letters[job.letter];
  if (!letter) throw new Error('a job of no letter');
  const commits = end !== 'killed-before-commit';
  // taken: what asks for the same now stands beside it
  model.jobs.splice(model.jobs.indexOf(job), 1);
  const isDone = does(model, job, letter, mood, commits);
  if (isDone && end === 'done') return 'done';
  model.jobs.push({ ...job, tried: true });
  return 'again';
}

function does(model: Model, job: Job, letter: Letter, mood: Mood, commits: boolean): boolean {
  switch (job.name) {
    case 'release':
      if (letter.releaseAt > model.now) return false;
      if (commits && releaseWaiting(model, job.letter, letter)) enter(letter, 'Released', 'system');
      return true;
    case 'timestamp':
      // one statement, which no death leaves half done
      if (job.addendum > 0) letter.addenda[job.addendum - 1] = true;
      else if (commits && !letter.stamped) {
        letter.stamped = true;
        enter(letter, 'TimestampObtained', 'system');
      }
      return true;
    case 'notify':
      return notify(model, job, letter, mood, commits);
    case 'tell-sender':
      return mood !== 'deferred' && mood !== 'given-up';
    case 'sweep-vault':
      return true;
    case 'destroy-content':
      if (commits) destroy(model, job.letter, letter);
      return true;
    case 'purge-content':
      if (commits) purge(model, letter);
      return true;
  }
}

/** One mail for each release or request, by its Message-ID; what nobody answered for is tried once more. */
function notify(model: Model, job: Job, letter: Letter, mood: Mood, commits: boolean): boolean {
  const copy = job.box && copyOf(letter, job.box);
  if (!copy || copy.notification !== (job.again ? 'unconfirmed' : 'pending')) return true;
  if (copy.withdrawn || (job.again && copy.opened)) return true;
  const fail = () => {
    if (!commits) return;
    copy.notification = 'failed';
    enter(letter, 'ConsignmentNotificationFailure', 'system', copy.box);
    enqueue(model, { name: 'tell-sender', letter: job.letter, box: copy.box, key: '' });
  };
  if (letter.accessUntil <= model.now) {
    fail();
    return true;
  }
  if (mood === 'accepted' || mood === 'unconfirmed') copy.rounds[copy.rounds.length - 1] = true;
  if (!commits && mood !== 'deferred') return true;
  switch (mood) {
    case 'accepted':
      copy.notification = 'sent';
      enter(letter, 'ConsignmentNotification', 'system', copy.box);
      return true;
    case 'refused':
      fail();
      return true;
    case 'given-up':
      if (!job.again) fail();
      return true;
    case 'deferred':
      return false;
    case 'unconfirmed':
      if (job.again) return true;
      copy.notification = 'unconfirmed';
      enter(letter, 'ConsignmentNotificationFailure', 'system', copy.box);
      enqueue(model, { name: 'tell-sender', letter: job.letter, box: copy.box, key: '' });
      enqueue(model, {
        name: 'notify',
        letter: job.letter,
        box: copy.box,
        again: true,
        key: `again ${job.letter} ${copy.box} ${copy.rounds.length}`,
        due: model.now + 7_200_000,
      });
      return true;
  }
}
