/** Whether the server that DATABASE_URL names will do: asked before anything else, and told in a sentence if it won't. */
import pg from 'pg';

/** PostgreSQL's own number of a version, 130022 for 13.22: what older ones lack nobody tries here. */
const oldestVersion = 130_000;
const oldestServer = '13';

/** A server that takes longer to say hello is not there, milliseconds. */
const helloTime = 10_000;

/** Its message is a Russian sentence for whoever started СЭП; it never has the password. */
export class ServerFault extends Error {}

type Place = { readonly at: string; readonly database: string; readonly role: string };

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : '';

/** Why no connection came about. Codes: PostgreSQL's appendix A, and the network's own words. */
function sentenceOf(error: unknown, { at, database, role }: Place): string {
  const said = error instanceof Error ? error.message : String(error);
  switch (codeOf(error)) {
    case 'ECONNREFUSED':
      return `по адресу ${at} PostgreSQL не отвечает: сервер не запущен или слушает другой порт`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `имя узла не найдено: ${at}. Проверьте DATABASE_URL и сеть`;
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return `до сервера ${at} не достучаться: проверьте сеть и межсетевой экран`;
    case '28P01':
    case '28000':
      return `сервер ${at} не пускает роль «${role}»: проверьте имя, пароль и pg_hba.conf`;
    case '3D000':
      return `на сервере ${at} нет базы «${database}»: создайте её, CREATE DATABASE ${database} OWNER ${role}`;
    case '42501':
      return `роль «${role}» не может открыть базу «${database}»: дайте ей право CONNECT или сделайте её владельцем`;
    case '53300':
      return `на сервере ${at} не осталось свободных соединений: поднимите max_connections`;
    case '57P03':
      return `сервер ${at} ещё запускается или останавливается: повторите немного позже`;
    default:
      return said === 'timeout expired'
        ? `сервер ${at} молчит уже ${helloTime / 1000} с: проверьте адрес и межсетевой экран`
        : `сервер ${at} не открывает базу «${database}»: ${said}`;
  }
}

type Facts = {
  readonly version: number;
  readonly shown: string;
  readonly encoding: string;
  readonly standby: boolean;
  readonly readonly: boolean;
  /** Null: the role's search_path names no schema that there is. */
  readonly may_create: boolean | null;
};

const factsQuery = `SELECT current_setting('server_version_num')::integer AS version,
  current_setting('server_version') AS shown, current_setting('server_encoding') AS encoding,
  pg_is_in_recovery() AS standby, current_setting('default_transaction_read_only')::boolean AS readonly,
  has_schema_privilege(current_schema(), 'CREATE') AS may_create`;

/** What stands in the way on a server that answers; null: nothing. */
function faultOf({ version, shown, encoding, standby, ...more }: Facts, place: Place): string | null {
  const { at, database, role } = place;
  if (version < oldestVersion)
    return `PostgreSQL ${shown} на ${at} слишком старый: нужен ${oldestServer} или новее`;
  // Journals are kept as their exact text: another encoding would refuse it or store other bytes.
  if (encoding !== 'UTF8')
    return `база «${database}» в кодировке ${encoding}, нужна UTF8: создайте её заново, CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0`;
  if (standby) return `сервер ${at} — реплика, она только читает: укажите в DATABASE_URL главный сервер`;
  if (more.readonly)
    return `база «${database}» открыта только для чтения: снимите default_transaction_read_only`;
  // From PostgreSQL 15 on only the owner of a database may create in its schema `public`.
  if (more.may_create !== true)
    return `роль «${role}» не может создавать таблицы в базе «${database}»: сделайте её владельцем, ALTER DATABASE ${database} OWNER TO ${role}`;
  return null;
}

/** Null: no address. Anything without a scheme would be read as the name of a database on this computer. */
function clientOf(url: string): pg.Client | null {
  if (!/^(postgres|postgresql|socket):/.test(url)) return null;
  try {
    return new pg.Client({ connectionString: url, connectionTimeoutMillis: helloTime });
  } catch {
    return null;
  }
}

export type KnownServer = { readonly version: string; readonly at: string; readonly role: string };

/** Throws `ServerFault` when СЭП can't live in the database that this address names. */
export async function checkServer(url: string): Promise<KnownServer> {
  const client = clientOf(url);
  if (!client)
    throw new ServerFault('DATABASE_URL — не адрес PostgreSQL: нужен postgres://роль:пароль@узел:порт/база');
  client.on('error', () => undefined);
  const role = client.user ?? '';
  const place = { at: `${client.host}:${client.port}`, database: client.database ?? role, role };
  try {
    await client.connect();
    const { rows } = await client.query<Facts>(factsQuery);
    const [facts] = rows;
    const fault = facts ? faultOf(facts, place) : 'сервер ничего не сказал о себе';
    if (fault !== null) throw new ServerFault(fault);
    return { version: facts?.shown ?? '', at: place.at, role };
  } catch (error) {
    throw error instanceof ServerFault ? error : new ServerFault(sentenceOf(error, place));
  } finally {
    await client.end().catch(() => undefined);
  }
}
