/** A scanned QR of a receipt, also as a scanner types it while the Russian layout is on. Pure. */
import type { ReceiptEvidence } from '../contract/adjustment.ts';
import { parseFiscalQr } from './fiscalQr.ts';

const russian = 'йцукенгшщзхъфывапролджэячсмитьбюЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ?';
const latin = "qwertyuiop[]asdfghjkl;'zxcvbnm,.QWERTYUIOP[]ASDFGHJKL;'ZXCVBNM,.&";

const byPlace = (text: string): string =>
  [...text].map((sign) => latin[russian.indexOf(sign)] ?? sign).join('');

/** Null: no QR of a receipt. */
export const scannedReceipt = (text: string): ReceiptEvidence | null =>
  parseFiscalQr(text) ?? parseFiscalQr(byPlace(text));
