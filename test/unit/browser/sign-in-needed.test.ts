import { describe, expect, it } from 'vitest';
import { type ComposeState, isSignInNeeded } from '../../../lib/browser/compose/compose-state';

type Told = Pick<ComposeState, 'waiting'> & { save: ComposeState['save']['state'] };

/** What is asked after each of the states an upload and an autosave go through. */
function asked(...states: Told[]): boolean[] {
  let state = { signInNeeded: false } as ComposeState;
  return states.map(({ waiting, save }) => {
    state = { ...state, waiting, save: { state: save, at: null } };
    const signInNeeded = isSignInNeeded(state);
    state = { ...state, signInNeeded };
    return signInNeeded;
  });
}

describe('the question for the password of a session that has ended', () => {
  it('stays while a save tries again behind it', () => {
    expect(
      asked(
        { waiting: null, save: 'saving' },
        { waiting: null, save: 'sign-in' },
        { waiting: null, save: 'saving' },
        { waiting: null, save: 'sign-in' },
        { waiting: null, save: 'offline' },
      ),
    ).toEqual([false, true, true, true, true]);
  });

  it('stays while only one of uploads and save goes on', () => {
    expect(
      asked(
        { waiting: 'sign-in', save: 'saved' },
        { waiting: 'sign-in', save: 'sign-in' },
        { waiting: null, save: 'sign-in' },
        { waiting: 'sign-in', save: 'saved' },
      ),
    ).toEqual([true, true, true, true]);
  });

  it('goes when both go on: the person has signed in on another page', () => {
    expect(
      asked(
        { waiting: 'sign-in', save: 'sign-in' },
        { waiting: null, save: 'saving' },
        { waiting: null, save: 'saved' },
      ),
    ).toEqual([true, true, false]);
  });
});
