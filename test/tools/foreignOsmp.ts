/**
 * An operator's OSMP server of somebody else's make, written from the protocol alone: HTTPS, GET and POST, a table of codes of
 * its own, and each answer in another shape of XML. It shares no line with СЭП or its simulators.
 */
import 'reflect-metadata';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { SubjectAlternativeNameExtension, X509CertificateGenerator } from '@peculiar/x509';
import iconv from 'iconv-lite';

/** Its own table: 0 taken, 2 unknown command, 3 no such subscriber, 8 duplicate, 9 bad sum, 11 subscriber closed. */
type Code = 0 | 2 | 3 | 8 | 9 | 11 | 90;

type Taken = {
  readonly account: string;
  readonly sum: string;
  readonly number: string;
  readonly date: string;
};

/** What came, as it came. */
export type Heard = { readonly method: string; readonly path: string; readonly query: URLSearchParams };

export interface ForeignOsmp {
  readonly url: string;
  /** PEM, self-signed: what a gateway has to be told to believe. */
  readonly certificate: string;
  readonly heard: readonly Heard[];
  /** txn_id → what it credited. */
  readonly taken: ReadonlyMap<string, Taken>;
  close(): Promise<void>;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

async function selfSigned(): Promise<{ readonly key: string; readonly certificate: string }> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const hour = 3_600_000;
  const made = await X509CertificateGenerator.createSelfSigned({
    serialNumber: '77',
    name: 'CN=osmp.foreign.example',
    notBefore: new Date(Date.now() - hour),
    notAfter: new Date(Date.now() + 24 * hour),
    signingAlgorithm: algorithm,
    keys,
    extensions: [new SubjectAlternativeNameExtension([{ type: 'ip', value: '127.0.0.1' }])],
  });
  const pkcs8 = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  return {
    key: `-----BEGIN PRIVATE KEY-----\n${pkcs8}\n-----END PRIVATE KEY-----\n`,
    certificate: made.toString('pem'),
  };
}

const words: Readonly<Record<Code, string>> = {
  0: 'Платёж принят',
  2: 'Неизвестная команда',
  3: 'Абонент не найден',
  8: 'Дубликат платежа',
  9: 'Неверная сумма',
  11: 'Договор абонента расторгнут',
  90: 'Платёж обрабатывается',
};

type Said = { readonly code: Code; readonly txn: string; readonly number?: string; readonly sum?: string };
type Shape = { readonly type: string; readonly bytes: Buffer };

/** The shapes in which such servers answer; which one, a subscriber's fourth digit from the right says. */
const shapes: readonly ((said: Said) => Shape)[] = [
  // Pretty-printed with CRLF, a byte order mark, single quotes.
  ({ code, txn, number, sum }) => ({
    type: 'text/xml',
    bytes: Buffer.from(
      [
        "\uFEFF<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>",
        '<response>',
        `\t<osmp_txn_id>${txn}</osmp_txn_id>`,
        ...(number ? [`\t<prv_txn>\r\n\t\t${number}\r\n\t</prv_txn>`] : []),
        ...(sum ? [`\t<sum>${sum}</sum>`] : []),
        `\t<result>${code}</result>`,
        `\t<comment>${words[code]}</comment>`,
        '</response>',
        '',
      ].join('\r\n'),
    ),
  }),
  // windows-1251, said by the document and denied by the web server's header; the order is its own, tags have attributes.
  ({ code, txn, number, sum }) => ({
    type: 'text/html; charset=utf-8',
    bytes: iconv.encode(
      `<?xml version="1.0" encoding="windows-1251"?><response xmlns:b="urn:bank" b:node="7"><comment lang="ru"><![CDATA[${words[code]}]]></comment>` +
        `<result type="int" fatal="${code === 0 ? 'false' : 'true'}">${code}</result><b:trace id="5">ok</b:trace>` +
        `${sum ? `<sum currency="643">${sum.replace('.', ',')}</sum>` : ''}${number ? `<prv_txn>${number}</prv_txn>` : ''}` +
        `<osmp_txn_id>${txn}</osmp_txn_id></response>`,
      'win1251',
    ),
  }),
  // An empty line before the declaration, a comment, empty tags, extra elements, the encoding in the header only.
  ({ code, txn }) => ({
    type: 'application/xml; charset="koi8-r"',
    bytes: iconv.encode(
      `\n\n<?xml version="1.0"?>\n<!-- b2b 4.1 -->\n<response>\n  <osmp_txn_id> ${txn} </osmp_txn_id>\n  <prv_txn/>\n  <sum></sum>\n` +
        `  <result>\n    ${code}\n  </result>\n  <comment>${words[code]}</comment>\n  <fields/>\n  <date>20261127120000</date>\n</response>\n`,
      'koi8-r',
    ),
  }),
  // No declaration, and nothing but what must be there.
  ({ code }) => ({ type: 'text/plain', bytes: Buffer.from(`<response><result>${code}</result></response>`) }),
];

async function queryOf(request: IncomingMessage): Promise<URLSearchParams> {
  const at = new URL(request.url ?? '/', 'https://x');
  if (request.method !== 'POST') return at.searchParams;
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return new URLSearchParams(Buffer.concat(parts).toString());
}

/**
 * Subscribers: `…01` is not known, `…02` is closed between check and pay, `…03`'s first answer gets lost after the money was
 * taken, `…04` always gets «still working», any other pays.
 */
export async function startForeignOsmp(): Promise<ForeignOsmp> {
  const { key, certificate } = await selfSigned();
  const heard: Heard[] = [];
  const taken = new Map<string, Taken>();

  function pay(query: URLSearchParams): Said | 'lost' {
    const txn = query.get('txn_id') ?? '';
    const account = query.get('account') ?? '';
    const sum = query.get('sum') ?? '';
    if (account.endsWith('02')) return { code: 11, txn };
    if (account.endsWith('04')) return { code: 90, txn };
    if (taken.has(txn)) return { code: 8, txn };
    const number = String(880_000_000_000 + taken.size);
    taken.set(txn, { account, sum, number, date: query.get('txn_date') ?? '' });
    return account.endsWith('03') ? 'lost' : { code: 0, txn, number, sum };
  }

  function answer(query: URLSearchParams): Said | 'lost' {
    const txn = query.get('txn_id') ?? '';
    const command = query.get('command');
    if (command !== 'check' && command !== 'pay') return { code: 2, txn };
    if (!/^\d+\.\d\d$/.test(query.get('sum') ?? '')) return { code: 9, txn };
    if (query.get('account')?.endsWith('01')) return { code: 3, txn };
    return command === 'check' ? { code: 0, txn } : pay(query);
  }

  /** `2026-11-27` in the address; windows-1251 and CRLF, as its bookkeeping writes files. */
  function registry(day: string): Buffer {
    const lines = [...taken].map(([txn, { account, sum, date }]) => {
      const at = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(date) ?? [];
      return [txn, `${at[1]}-${at[2]}-${at[3]}`, `${at[4]}:${at[5]}:${at[6]}`, account, sum].join('\t');
    });
    const those = lines.filter((line) => line.includes(`\t${day}\t`));
    const kopecks = those.reduce((all, line) => all + Number(line.split('\t')[4]?.replace('.', '')), 0);
    const total = `Total: ${those.length} ${(kopecks / 100).toFixed(2)}`;
    return Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from([...those, total, ''].join('\r\n'))]);
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '/', 'https://x').pathname;
    const day = /^\/registry\/(\d{4}-\d\d-\d\d)\.txt$/.exec(path)?.[1];
    if (day !== undefined) {
      response.writeHead(200, { 'content-type': 'text/plain' }).end(registry(day));
      return;
    }
    const query = await queryOf(request);
    heard.push({ method: request.method ?? '', path: request.url ?? '', query });
    const said = answer(query);
    if (said === 'lost') return void request.socket.destroy();
    const shape = shapes[Number(query.get('account')?.at(-4) ?? 0) % shapes.length];
    const { type, bytes } = shape?.(said) ?? { type: 'text/plain', bytes: Buffer.alloc(0) };
    response.writeHead(200, { 'content-type': type, 'content-length': bytes.length }).end(bytes);
  }

  const server: Server = createServer({ key, cert: certificate }, (request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `https://127.0.0.1:${port}`,
    certificate,
    heard,
    taken,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
