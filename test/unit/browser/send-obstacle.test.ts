import { describe, expect, it } from 'vitest';
import { sendObstacle } from '../../../app/(mail)/compose/_components/send-obstacle';
import { type Attachment, type ComposeState, splitByLimit } from '../../../lib/browser/compose/compose-state';

const state = (
  text: Partial<ComposeState['text']>,
  attachments: Partial<Attachment>[] = [],
): ComposeState => ({
  envelopeId: 'e',
  phase: 'editing',
  text: { fromAddress: 'a@b.fr', to: [], cc: [], bcc: [], title: '', html: '', expiresInDays: 90, ...text },
  textVersion: 0,
  // Only what the functions under test look at.
  attachments: attachments as Attachment[],
  save: { state: 'saved', at: null },
  waiting: null,
  signInNeeded: false,
  sendFailure: null,
  broken: false,
});

describe('before Send', () => {
  it('somebody must be written to, at valid addresses, and not too many', () => {
    expect(sendObstacle(state({}), 2)).toBe('needRecipient');
    expect(sendObstacle(state({ bcc: [{ address: 'Dr Martin' }] }), 2)).toBe('fixAddress');
    const three = ['a', 'b', 'c'].map((name) => ({ address: `${name}@d.fr` }));
    expect(sendObstacle(state({ to: three }), 2)).toBe('tooManyRecipients');
    expect(sendObstacle(state({ to: three }), 3)).toBeNull();
  });

  it('files may still be on their way, but none may have failed or be missing', () => {
    const to = [{ address: 'a@d.fr' }];
    expect(sendObstacle(state({ to }, [{ status: 'uploading' }]), 9)).toBeNull();
    expect(sendObstacle(state({ to }, [{ status: 'file-needed' }]), 9)).toBe('fixFiles');
    expect(sendObstacle(state({ to }, [{ status: 'failed' }]), 9)).toBe('fixFiles');
  });
});

describe('the limit, before a byte is sent', () => {
  const limits = { attachmentBytesMax: 104_857_600, attachmentsMax: 500, roomBytes: 1_000_000_000 };
  const file = (bytes: number) => new File([new Uint8Array(bytes)], 'f');

  it('lets 104,857,600 bytes in and not one more', () => {
    const present = [{ bytes: 104_857_598, file: null }];
    expect(splitByLimit([file(2)], present, limits).fitting).toHaveLength(1);
    expect(splitByLimit([file(3)], present, limits).refused).toHaveLength(1);
    expect(splitByLimit([file(1), file(2), file(1)], present, limits)).toMatchObject({
      fitting: [{ size: 1 }, { size: 1 }],
      refused: [{ size: 2 }],
    });
  });

  it('lets in what the quota has room for: what was stored before the page began is counted already', () => {
    const room = { ...limits, roomBytes: 10 };
    const before = { bytes: 1_000, file: null };
    expect(splitByLimit([file(10)], [before], room).fitting).toHaveLength(1);
    expect(splitByLimit([file(11)], [before], room).refused).toHaveLength(1);
    expect(splitByLimit([file(5)], [before, { bytes: 6, file: file(6) }], room).refused).toHaveLength(1);
  });

  it('counts files too', () => {
    expect(splitByLimit([file(1)], [], { ...limits, attachmentsMax: 0 }).refused).toHaveLength(1);
  });
});
