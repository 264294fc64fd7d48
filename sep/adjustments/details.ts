/** Whether details can be given to an operator: the provider is in the catalogue, the number fits it, so does the sum. */
import type { CorrectedDetails } from '../../contract/adjustment.ts';
import type { Kopecks } from '../../contract/primitives.ts';
import { normaliseAccount } from '../../core/account.ts';
import { formatMoney } from '../../core/money.ts';
import { findProvider, sumsOf } from '../../core/provider.ts';
import { readCatalogue } from '../catalogue/catalogue.ts';
import type { Connection } from '../store/database.ts';

/** Why not, for people; null: they can. */
export async function detailsBarred(
  tx: Connection,
  { providerId, account }: CorrectedDetails,
  credited: number,
): Promise<string | null> {
  const found = findProvider(await readCatalogue(tx), providerId);
  if (!found.ok) return `СЭП не знает поставщика «${providerId}».`;
  const { name, mask, minimum, maximum } = found.value;
  const normal = normaliseAccount(account, mask);
  if (!normal.ok || normal.value !== account) return `Такого номера у поставщика «${name}» не бывает.`;
  return sumsOf(found.value, credited as Kopecks).ok
    ? null
    : `Поставщик «${name}» принимает от ${formatMoney(minimum)} до ${formatMoney(maximum)}.`;
}
