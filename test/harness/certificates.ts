/** A certificate authority for one test run, by the openssl command. Keys are of P-256: quick to make. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Pair {
  cert: string;
  key: string;
  /** Where they lie. */
  certFile: string;
  keyFile: string;
}

export interface Authority extends Pair {
  /**
   * Signs a certificate for these names, such as `DNS:localhost` or `URI:thongsuot:vnpt/a1`. `ended`: its time was over
   * before now.
   */
  sign(names: readonly string[], more?: { ended?: boolean }): Pair;
  remove(): void;
}

const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
const openssl = (args: readonly string[]) => execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });

/** Makes an authority in a folder of its own. @throws Error when there is no openssl */
export function createAuthority(name = 'Test CA'): Authority {
  const folder = mkdtempSync(join(tmpdir(), 'thongsuot-ca-'));
  let made = 0;
  const pairOf = (stem: string): Pair => {
    const [certFile, keyFile] = [join(folder, `${stem}.crt`), join(folder, `${stem}.key`)];
    return { certFile, keyFile, cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') };
  };
  const at = (file: string) => join(folder, file);
  openssl([
    'req',
    '-x509',
    ...curve,
    '-days',
    '30',
    '-subj',
    `/CN=${name}`,
    '-keyout',
    at('ca.key'),
    '-out',
    at('ca.crt'),
  ]);
  return {
    ...pairOf('ca'),
    sign(names, { ended = false } = {}) {
      const stem = `n${++made}`;
      openssl([
        'req',
        '-new',
        ...curve,
        '-subj',
        `/CN=${stem}`,
        '-keyout',
        at(`${stem}.key`),
        '-out',
        at(`${stem}.csr`),
      ]);
      writeFileSync(at(`${stem}.ext`), `subjectAltName=${names.join(',')}\n`);
      const validity = ['-days', ended ? '-1' : '30'];
      openssl([
        ...['x509', '-req', '-in', at(`${stem}.csr`), '-CA', at('ca.crt'), '-CAkey', at('ca.key')],
        ...['-set_serial', String(1_000 + made), '-extfile', at(`${stem}.ext`), ...validity, '-out', at(`${stem}.crt`)],
      ]);
      return pairOf(stem);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
