import pg from 'pg';
import { CdpPage } from '../test/support/cdp-page.ts';
import type { CdpPipe } from '../test/support/cdp-pipe.ts';
import { dropAndSend, type SignedIn, signedIn, writtenLetter } from '../test/support/compose-by-devtools.ts';
import { HttpPerson } from '../test/support/http-person.ts';
import type { Account, Pli } from '../test/support/pli.ts';
import { superuserUrl } from '../test/support/superuser-url.ts';
import { openAndSave, sendAfterUpload } from './pli-phases.ts';

/** A running Pli with a sender's and a recipient's browser, ready for the phases. */
export class PliBench {
  private constructor(
    private readonly browser: CdpPipe,
    readonly pli: Pli,
    readonly author: HttpPerson,
    private readonly sender: SignedIn,
    private readonly reader: SignedIn,
    private readonly cover: CdpPage,
    readonly recipient: Account,
  ) {}

  static async over(browser: CdpPipe, pli: Pli): Promise<PliBench> {
    const recipient = pli.account('member', 1);
    const author = await new HttpPerson(pli.url).signIn(pli.account('member', 0));
    const sender = await signedIn(browser, author);
    const reader = await signedIn(browser, await new HttpPerson(pli.url).signIn(recipient));
    // Any page that hides the sender's: tabs of one window, of which one is in front.
    const cover = await CdpPage.open(browser, 'data:text/html,<title>another tab</title>', sender.contextId);
    return new PliBench(browser, pli, author, sender, reader, cover, recipient);
  }

  /** Web and worker: what an operator runs more copies of. */
  get pids(): number[] {
    return [this.pli.pid('web'), this.pli.pid('worker')];
  }

  /** (c) in front, or in a tab that another one covers from the press on Send. */
  async dropAndSend(file: string, hidden = false): Promise<number> {
    const page = await writtenLetter(this.sender, this.recipient.email);
    await page.bringToFront();
    const milliseconds = await dropAndSend(page, file, async () => {
      if (hidden) await this.cover.bringToFront();
    });
    const seen = await page.evaluate<string>('document.visibilityState');
    if (seen !== (hidden ? 'hidden' : 'visible')) throw new Error(`the sending tab was ${seen}`);
    await page.close();
    return milliseconds;
  }

  async sendAfterUpload(file: string): Promise<number> {
    const page = await writtenLetter(this.sender, this.recipient.email);
    await page.bringToFront();
    const milliseconds = await sendAfterUpload(page, file);
    await page.close();
    return milliseconds;
  }

  /** (f) of the envelope that was sent last, which nobody has opened. */
  async openAndSave(): Promise<number> {
    return openAndSave(this.browser, this.reader, await this.lastReference());
  }

  async close(): Promise<void> {
    await this.sender.close();
    await this.reader.close();
  }

  private async lastReference(): Promise<string> {
    const client = new pg.Client({ connectionString: superuserUrl(this.pli.dataDir) });
    await client.connect();
    try {
      const { rows } = await client.query<{ reference: string }>(
        'SELECT reference FROM recipients ORDER BY id DESC LIMIT 1',
      );
      if (!rows[0]) throw new Error('nothing was sent');
      return rows[0].reference;
    } finally {
      await client.end();
    }
  }
}
