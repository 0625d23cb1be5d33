/** Reads a new password twice: from the terminal without showing it, or as two lines of standard input. */
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

/** What was typed; the two may differ. Input that ends early gives empty text. */
export async function readPasswordTwice(name: string): Promise<{ password: string; again: string }> {
  const { stdin, stderr } = process;
  if (stdin.isTTY !== true) {
    const lines = createInterface({ input: stdin })[Symbol.asyncIterator]();
    const next = async () => (await lines.next()).value ?? '';
    return { password: await next(), again: await next() };
  }
  // Readline writes what is typed to its output: this one forgets it.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: stdin, output: nowhere, terminal: true });
  // Ctrl-C ends the command, as it does everywhere else.
  terminal.on('SIGINT', () => process.exit(130));
  const ask = async (text: string) => {
    stderr.write(text);
    const answer = await terminal.question('');
    stderr.write('\n');
    return answer;
  };
  try {
    return { password: await ask(`Password of ${name}: `), again: await ask('Once more: ') };
  } finally {
    terminal.close();
  }
}
