/** Whether a till's journal tells of cash that was given back, or begun to be: by a cancel of its own, or a word that СЭП has forgotten. */

/** A condition in SQL over a payment's id; its journal may call it by another one. Cash that stayed in the drawer is none. */
export const refundBegun = (
  payment: string,
): string => `EXISTS (SELECT FROM refund begun WHERE begun.stage <> 'notPaid'
  AND (begun.payment = ${payment}
    OR begun.payment = (SELECT journal_payment FROM payment_alias WHERE payment = ${payment})))`;
